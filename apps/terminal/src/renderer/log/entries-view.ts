import type { RxCollection } from 'rxdb/plugins/core'
import { type EntriesDatabase, openEntriesDatabase, removeEntriesDatabase } from './entries-collection.ts'
import { type EntryDoc, sortKeyOf } from './entry-doc.ts'
import { LogError } from './errors.ts'
import type { EntryQuery } from './types.ts'

const CHUNK = 500

/** The documents that screens and senders read. It can be thrown away at any time: the journal holds all of it. */
export class EntriesView {
  readonly #name: string
  readonly #database: EntriesDatabase

  private constructor(name: string, database: EntriesDatabase) {
    this.#name = name
    this.#database = database
  }

  static async open(name: string): Promise<EntriesView> {
    return new EntriesView(name, await openEntriesDatabase(name))
  }

  /** A new, empty view in the place of one that differs from the journal or cannot be opened. */
  static async openAnew(name: string): Promise<EntriesView> {
    await removeEntriesDatabase(name)
    return EntriesView.open(name)
  }

  get #entries(): RxCollection<EntryDoc> {
    return this.#database.entries
  }

  async get(ids: readonly string[]): Promise<Map<string, EntryDoc>> {
    if (ids.length === 0) return new Map()
    const found = await this.#entries.findByIds([...ids]).exec()
    return new Map([...found].map(([id, doc]) => [id, doc.toJSON() as EntryDoc]))
  }

  /** Documents that are known to be new: one write, without a look at what is there. */
  async insert(docs: readonly EntryDoc[]): Promise<void> {
    for (let start = 0; start < docs.length; start += CHUNK) await this.#insertChunk(docs.slice(start, start + CHUNK))
  }

  async #insertChunk(docs: EntryDoc[]): Promise<void> {
    const { error } = await this.#entries.bulkInsert(docs)
    const failed = error.find(({ status }) => status !== 409)
    if (failed) throw new LogError('storage_failing', `a document was not inserted (${failed.status})`)
    // A view made anew meanwhile may have taken them from the journal already.
    const doubled = new Set(error.map(({ documentId }) => documentId))
    if (doubled.size > 0) await this.#putChunk(docs.filter(({ id }) => doubled.has(id)))
  }

  /** Inserts or replaces; each chunk is one transaction. */
  async put(docs: readonly EntryDoc[]): Promise<void> {
    for (let start = 0; start < docs.length; start += CHUNK) await this.#putChunk(docs.slice(start, start + CHUNK))
  }

  async #putChunk(docs: EntryDoc[]): Promise<void> {
    const known = await this.#entries.findByIds(docs.map(({ id }) => id)).exec()
    const fresh = docs.filter(({ id }) => !known.has(id))
    if (fresh.length > 0) await this.insert(fresh)
    // The collection's write queue makes one transaction of changes that are asked for together.
    const changes = docs.flatMap((doc) => known.get(doc.id)?.incrementalModify((stored) => Object.assign(stored, doc)) ?? [])
    await Promise.all(changes)
  }

  /** Newest first. */
  async page({ limit, before, kind, state }: EntryQuery): Promise<EntryDoc[]> {
    const selector = {
      sortKey: { $gt: before === undefined ? '' : sortKeyOf(before) },
      ...(kind === undefined ? {} : { kind }),
      ...(state === undefined ? {} : { state }),
    }
    const docs = await this.#entries.find({ selector, sort: [{ sortKey: 'asc' }], limit }).exec()
    return docs.map((doc) => doc.toJSON() as EntryDoc)
  }

  async newest(): Promise<EntryDoc | null> {
    return (await this.page({ limit: 1 }))[0] ?? null
  }

  /** Linear: for the background only. */
  count(): Promise<number> {
    return this.#entries.count().exec()
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#entries.bulkRemove([...ids])
    // Without this the removed documents, and the codes in them, would only be marked.
    await this.#entries.internalStorageInstance.cleanup(0)
  }

  async close(): Promise<void> {
    await this.#database.close()
  }

  get name(): string {
    return this.#name
  }
}

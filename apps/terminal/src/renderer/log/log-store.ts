import type { SentEntry } from '@mps/shared'
import { type EntryDoc, reduceRecords, concernedIds, voidedCharge, docOf } from './entry-doc.ts'
import { EntriesView } from './entries-view.ts'
import { LogError } from './errors.ts'
import type { Journal } from './journal.ts'
import type { EntryRecord, JournalRecord } from './journal-records.ts'
import type { JournalState } from './journal-state.ts'
import { storageError } from './storage-error.ts'

type Events = {
  /** These entries changed. */
  changed(ids: ReadonlySet<string>): void
  /** Storage failed, or works again (null). */
  storage(error: LogError | null): void
  report(code: string, detail: string): void
}

/**
 * Journal and view as one: what is committed is in the journal first and then in the view. A view that fails is thrown away and made anew
 * from the journal; what was appended counts all the same.
 */
export class LogStore {
  readonly #journal: Journal
  readonly #viewName: string
  readonly #events: Events
  #view: EntriesView | null = null
  #viewTurn: Promise<unknown> = Promise.resolve()

  constructor(journal: Journal, viewName: string, events: Events) {
    this.#journal = journal
    this.#viewName = viewName
    this.#events = events
  }

  get state(): Readonly<JournalState> {
    return this.#journal.state
  }

  get journal(): Journal {
    return this.#journal
  }

  /** Whether screens can be served; false after a failure that could not be repaired yet. */
  get hasView(): boolean {
    return this.#view !== null
  }

  /** The view for who works within `inViewTurn`; everybody else reads through `read`. */
  view(): EntriesView {
    if (!this.#view) throw new LogError('storage_failing', 'the view is away')
    return this.#view
  }

  /** Reads from the view; when that fails the view is made anew, once, and read again. */
  async read<T>(work: (view: EntriesView) => Promise<T>): Promise<T> {
    const view = this.view()
    try {
      return await work(view)
    } catch (error) {
      this.#events.report('view_failed', storageError(error).message)
      await this.inViewTurn(() => this.repair(view))
      return work(this.view())
    }
  }

  /** Takes an opened view into use. */
  useView(view: EntriesView): void {
    this.#view = view
  }

  /** Appends records made within the critical section, then shows them. Rejects only when nothing was appended. */
  async commit<R extends JournalRecord>(
    make: (state: Readonly<JournalState>) => readonly R[] | Promise<readonly R[]>,
  ): Promise<readonly R[]> {
    let shown: Promise<void> = Promise.resolve()
    let records: readonly R[]
    try {
      records = await this.#journal.write(make)
      // Taken in the order of appending, before anything else can be appended and shown.
      if (records.length > 0) shown = this.inViewTurn(() => this.#show(records))
    } catch (error) {
      if (error instanceof LogError && error.code.startsWith('storage_')) this.#events.storage(error)
      throw error
    }
    await shown
    return records
  }

  /** Waits until the view shows all that is appended, then works on it alone. */
  inViewTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#viewTurn.then(work)
    this.#viewTurn = turn.catch(() => undefined)
    return turn
  }

  async #show(records: readonly JournalRecord[]): Promise<void> {
    let changed: Set<string>
    try {
      changed = await this.#write(records)
      this.#events.storage(null)
    } catch (error) {
      this.#events.report('view_failed', storageError(error).message)
      if (!(await this.repair(this.#view))) return
      changed = new Set(concernedIds(records))
      for (const record of records) if (record.t === 'entry') changed.add(docOf(record).id)
    }
    this.#events.changed(changed)
  }

  async #write(records: readonly JournalRecord[]): Promise<Set<string>> {
    const view = this.view()
    const docs = await view.get(concernedIds(records))
    await addVoidedCharges(docs, view)
    const known = new Set(docs.keys())
    const changed = reduceRecords(docs, records)
    const written = [...changed].map((id) => docs.get(id)!)
    if (written.every(({ id }) => !known.has(id))) await view.insert(written)
    else await view.put(written)
    return changed
  }

  /**
   * Makes the view anew from the journal, within `inViewTurn`. False when that fails too; the next record or timer tries again.
   * @param broken the view that failed; another one is there already when somebody else was faster
   */
  async repair(broken: EntriesView | null): Promise<boolean> {
    if (this.#view !== broken && this.#view !== null) return true
    this.#view = null
    try {
      await broken?.close().catch(() => undefined)
      const view = await EntriesView.openAnew(this.#viewName)
      await fillView(view, this.#journal)
      this.#view = view
      this.#events.storage(null)
      this.#events.report('view_rebuilt', `${this.state.ordinal} entries were made`)
      return true
    } catch (error) {
      this.#events.storage(storageError(error))
      return false
    }
  }

  /** False when there is no view, and none can be made. */
  async ensureView(): Promise<boolean> {
    return this.hasView || this.inViewTurn(() => this.repair(null))
  }

  async docs(ids: readonly string[]): Promise<Map<string, EntryDoc>> {
    return this.read((view) => view.get(ids))
  }

  /** What is sent of entries, in the given order; from the journal where the view is away. */
  async sentEntries(ids: readonly string[]): Promise<SentEntry[]> {
    const docs = await this.docs(ids).catch(() => new Map<string, EntryDoc>())
    if (ids.some((id) => !docs.has(id))) await this.#findInJournal(ids, docs)
    return ids.map((id) => sentEntryOf(docs.get(id)!))
  }

  async #findInJournal(ids: readonly string[], docs: Map<string, EntryDoc>): Promise<void> {
    const missing = new Set(ids.filter((id) => !docs.has(id)))
    for await (const { records } of this.#journal.scan()) {
      for (const record of records) {
        if (record.t !== 'entry') continue
        const doc = docOf(record)
        if (missing.delete(doc.id)) docs.set(doc.id, doc)
      }
      if (missing.size === 0) return
    }
    throw new LogError('journal_corrupt', `${missing.size} entries are in neither view nor journal`)
  }

  async close(): Promise<void> {
    await this.#journal.close()
    await this.inViewTurn(async () => this.#view?.close())
  }
}

async function addVoidedCharges(docs: Map<string, EntryDoc>, view: EntriesView): Promise<void> {
  const charges = [...docs.values()].map(voidedCharge).filter((id) => id !== null && !docs.has(id))
  for (const [id, doc] of await view.get(charges as string[])) docs.set(id, doc)
}

/** Replays the whole journal into an empty view. */
export async function fillView(view: EntriesView, journal: Journal): Promise<void> {
  const docs = new Map<string, EntryDoc>()
  for await (const { records } of journal.scan()) reduceRecords(docs, records)
  await view.insert([...docs.values()])
}

export function sentEntryOf(entry: Pick<EntryRecord, 'body' | 'sig' | 'code'>): SentEntry {
  const { body, sig, code } = entry
  return code === null ? { body, sig } : { body, sig, code }
}

import { chmod, mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { constants } from 'node:fs'
import { dirname, join } from 'node:path'
import { ShellError } from '../ipc.ts'
import type { JournalPort, JournalSegment } from '../renderer/log/ports.ts'
import { flushDirectory } from './durable-file.ts'
import { type JournalLock, lockJournal } from './journal-lock.ts'
import { diskError, SegmentFile } from './segment-file.ts'

const FILE_NAME = /^(\d{10})\.journal$/
const OWNER_ONLY = 0o700

type Append = { segment: number; at: number; bytes: Uint8Array; resolve: () => void; reject: (error: ShellError) => void }

/**
 * The journal's files on a disk: what `append` has resolved is there after a power cut. Appends that wait for the disk together share one
 * flush. No acknowledged byte is ever cut or written over, whatever the page asks for; the newest file cannot be removed.
 */
export class FileJournal implements JournalPort {
  readonly #directory: string
  #lock: JournalLock | null = null
  #current: SegmentFile | null = null
  /** How much of each file this run has acknowledged; it outlives the open file. */
  readonly #acknowledged = new Map<number, number>()
  #queue: Append[] = []
  /** The one task that touches the files at a time. */
  #work: Promise<unknown> = Promise.resolve()

  constructor(directory: string) {
    this.#directory = directory
  }

  /** Opening twice is what a reloaded page does: it gets the files as they are once its predecessor's appends are through. */
  open(): Promise<JournalSegment[]> {
    return this.#next(async () => {
      await makePrivateDirectory(this.#directory)
      this.#lock ??= await lockJournal(this.#directory)
      return this.#list()
    })
  }

  async read(segment: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#next(async () => {
      this.#mustBeOpen()
      const file = await open(this.#path(segment), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
      try {
        return new Uint8Array(await file.readFile())
      } finally {
        await file.close()
      }
    })
  }

  append(segment: number, at: number, text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ segment, at, bytes: Buffer.from(text), resolve, reject })
      // The first to queue starts the work; those who queue while it waits for its turn ride along.
      if (this.#queue.length === 1) void this.#next(() => this.#writeQueued())
    })
  }

  remove(segment: number): Promise<void> {
    return this.#next(async () => {
      this.#mustBeOpen()
      const newest = (await this.#list()).at(-1)?.segment
      if (segment === newest) throw new ShellError('journal_protected', 'the newest segment stays')
      if (this.#current?.segment === segment) await this.#closeCurrent()
      await rm(this.#path(segment), { force: true })
      this.#acknowledged.delete(segment)
      await flushDirectory(this.#directory)
    })
  }

  async freeBytes(): Promise<number | null> {
    const { bavail, bsize } = await statfs(this.#directory)
    return bavail * bsize
  }

  close(): Promise<void> {
    return this.#next(async () => {
      await this.#closeCurrent()
      await this.#lock?.release()
      this.#lock = null
    })
  }

  /** Runs a task after those before it, whether they succeeded or not. */
  #next<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#work.then(task).catch((error: unknown) => {
      throw diskError(error)
    })
    this.#work = result.catch(() => undefined)
    return result
  }

  /** Takes all that has queued: one flush for each run of appends to the same file. */
  async #writeQueued(): Promise<void> {
    const queued = this.#queue
    this.#queue = []
    while (queued.length > 0) {
      const { segment } = queued[0]!
      const end = queued.findIndex((append) => append.segment !== segment)
      await this.#writeGroup(queued.splice(0, end < 0 ? queued.length : end))
    }
  }

  async #writeGroup(group: Append[]): Promise<void> {
    const written: Append[] = []
    for (const append of group) {
      try {
        const file = await this.#select(append)
        await file.write(append.at, append.bytes)
        written.push(append)
      } catch (error) {
        append.reject(diskError(error))
      }
    }
    if (written.length > 0) await this.#flush(written)
  }

  async #flush(written: Append[]): Promise<void> {
    const file = this.#current!
    try {
      await file.flush()
      this.#acknowledged.set(file.segment, file.acknowledged)
      for (const append of written) append.resolve()
    } catch (error) {
      // After a failed flush the system may have dropped the pages it could not write: the next append opens the file anew.
      await this.#closeCurrent().catch(() => undefined)
      for (const append of written) append.reject(diskError(error))
    }
  }

  async #select({ segment, at }: Append): Promise<SegmentFile> {
    this.#mustBeOpen()
    if (this.#current?.segment === segment) return this.#current
    await this.#closeCurrent()
    const file = await SegmentFile.open(this.#path(segment), segment, at === 0, this.#acknowledged.get(segment))
    this.#acknowledged.set(segment, file.acknowledged)
    this.#current = file
    return file
  }

  async #closeCurrent(): Promise<void> {
    const file = this.#current
    this.#current = null
    await file?.close()
  }

  async #list(): Promise<JournalSegment[]> {
    const names = (await readdir(this.#directory)).filter((name) => FILE_NAME.test(name)).toSorted()
    return Promise.all(
      names.map(async (name) => ({ segment: Number.parseInt(name, 10), bytes: (await stat(join(this.#directory, name))).size })),
    )
  }

  #path(segment: number): string {
    return join(this.#directory, `${String(segment).padStart(10, '0')}.journal`)
  }

  #mustBeOpen(): void {
    if (!this.#lock) throw new ShellError('journal_not_open')
  }
}

async function makePrivateDirectory(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: OWNER_ONLY })
  // An older folder may have been made with other rights.
  await chmod(path, OWNER_ONLY)
  if (made !== undefined) await flushDirectory(dirname(path))
}

import { constants } from 'node:fs'
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ShellError } from '../ipc.ts'
import { codeOf, flushDirectory, writeFully } from './durable-file.ts'
import { intactLength } from './journal-line.ts'

// Only the account that the terminal runs under reads what members paid.
const OWNER_ONLY = 0o600
// Absent on Windows, where making a link needs rights that a cashier's account lacks.
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** One file of the journal while it is written. Three lengths say all: acknowledged ≤ written ≤ what lies on the disk. */
export class SegmentFile {
  readonly segment: number
  readonly #file: FileHandle
  /** What the log has been told is durable, or what an earlier run left intact. Never cut. */
  #acknowledged: number
  /** Acknowledged, and what was written since without a flush. */
  #written: number
  /** The file's length; more than `#written` where a crash or a failed write left something behind. */
  #length: number

  private constructor(segment: number, file: FileHandle, acknowledged: number, length: number) {
    this.segment = segment
    this.#file = file
    this.#acknowledged = acknowledged
    this.#written = acknowledged
    this.#length = length
  }

  /**
   * @param acknowledged how much of the file this run has acknowledged already; undefined where it has not looked at it yet
   * @throws ShellError journal_gap when the file is missing and may not be created
   */
  static async open(path: string, segment: number, mayCreate: boolean, acknowledged?: number): Promise<SegmentFile> {
    const file = await openOrCreate(path, mayCreate)
    try {
      const bytes = acknowledged === undefined ? await readFile(file) : null
      const { size } = await file.stat()
      // Also after a creation whose flush failed: the empty file is still there, its name perhaps not durable.
      if (size === 0) await flushDirectory(dirname(path))
      return new SegmentFile(segment, file, acknowledged ?? intactLength(bytes!), size)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  get acknowledged(): number {
    return this.#acknowledged
  }

  /** Writes at a place without flushing; what lies behind that place and was never promised is cut first. */
  async write(at: number, bytes: Uint8Array): Promise<void> {
    if (at < this.#written) throw new ShellError('journal_protected', `byte ${at} of segment ${this.segment} is taken`)
    if (at > this.#length) throw new ShellError('journal_gap', `segment ${this.segment} has ${this.#length} bytes, not ${at}`)
    if (at < this.#length) await this.#cut(at)
    try {
      await writeFully(this.#file, bytes, at)
      this.#length = at + bytes.length
      this.#written = this.#length
    } catch (error) {
      await this.#cutBack(at)
      throw error
    }
  }

  /** Makes everything written so far durable: fdatasync, which on macOS is F_FULLFSYNC. */
  async flush(): Promise<void> {
    try {
      await this.#file.datasync()
      this.#acknowledged = this.#written
    } catch (error) {
      await this.#cutBack(this.#acknowledged)
      throw error
    }
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  async #cut(to: number): Promise<void> {
    await this.#file.truncate(to)
    this.#length = to
  }

  /** After a failure, as well as the disk lets it; what cannot be cut now is cut by the next write. */
  async #cutBack(to: number): Promise<void> {
    this.#written = to
    try {
      await this.#cut(to)
    } catch {
      this.#length = (await this.#file.stat()).size
    }
  }
}

async function openOrCreate(path: string, mayCreate: boolean): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDWR | NO_FOLLOW)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    if (!mayCreate) throw new ShellError('journal_gap', 'the segment does not exist')
    return open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, OWNER_ONLY)
  }
}

/** A failure of the disk as the shell reports it: its code and nothing of this machine's paths. */
export function diskError(error: unknown): ShellError {
  if (error instanceof ShellError) return error
  const code = codeOf(error)
  return NO_ROOM.has(code)
    ? new ShellError('journal_full', `no space (${code})`, { cause: error })
    : new ShellError('journal_failed', code, { cause: error })
}

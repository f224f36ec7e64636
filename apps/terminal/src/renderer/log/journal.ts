import { LogError } from './errors.ts'
import { byteLength, encodeLine, parseSegment, type ParsedSegment } from './journal-line.ts'
import type { CheckpointRecord, JournalRecord } from './journal-records.ts'
import { checkpointOf, emptyState, foldRecord, type JournalState, stateFrom } from './journal-state.ts'
import type { JournalPort, JournalSegment } from './ports.ts'
import { storageError } from './storage-error.ts'

/** A segment is closed when its lines take this much (about 1,000 entries); opening reads one segment, so this bounds it. */
const SEGMENT_BYTES = 1024 * 1024
/**
 * And when they take this many times its checkpoint. A checkpoint lists what is unsent, so after a long outage it is large itself: without
 * this, every append would write another one.
 */
const CHECKPOINTS_PER_SEGMENT = 3

export type SegmentContent = { segment: number; records: JournalRecord[]; corrupt: number }
type Report = (code: string, detail: string) => void

/**
 * The journal: an append-only sequence of checksummed lines in numbered files, each opened by a checkpoint of all before it.
 * It is the truth; the view is rebuilt from it. One writer at a time, and `write` is the log's critical section.
 */
export class Journal {
  readonly state: JournalState
  readonly #port: JournalPort
  #segments: JournalSegment[]
  /** The size of the open segment's checkpoint. */
  #checkpointBytes: number
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(port: JournalPort, segments: JournalSegment[], state: JournalState, checkpointBytes: number) {
    this.#port = port
    this.#segments = segments
    this.state = state
    this.#checkpointBytes = checkpointBytes
  }

  /** Opens the files and reads back to the last whole checkpoint: one segment, unless something is damaged. */
  static async open(port: JournalPort, report: Report): Promise<Journal> {
    const segments = await port.open()
    const tail: ParsedSegment[] = []
    for (let i = segments.length - 1; i >= 0; i--) {
      const parsed = parseSegment(await port.read(segments[i]!.segment))
      reportDamage(report, segments[i]!.segment, parsed, i === segments.length - 1)
      segments[i] = { segment: segments[i]!.segment, bytes: parsed.length }
      tail.unshift(parsed)
      if (isCheckpoint(parsed.records[0])) break
    }
    const first = tail[0]?.records[0]
    const state = isCheckpoint(first) ? stateFrom(first) : emptyState()
    for (const { records } of tail) for (const record of records) foldRecord(state, record as JournalRecord)
    const opening = tail.at(-1)?.records[0]
    return new Journal(port, segments, state, isCheckpoint(opening) ? byteLength(encodeLine(opening)) : 0)
  }

  /** Whether nothing was ever written here. */
  get isEmpty(): boolean {
    return this.#segments.every(({ bytes }) => bytes === 0)
  }

  /**
   * Makes records from the state and appends them, one call after the other. Resolves once they are durable and counted; when it rejects,
   * nothing of them is.
   */
  write<R extends JournalRecord>(make: (state: Readonly<JournalState>) => readonly R[] | Promise<readonly R[]>): Promise<readonly R[]> {
    const turn = this.#turn.then(async () => {
      const records = await make(this.state)
      if (records.length > 0) await this.#append(records)
      return records
    })
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #append(records: readonly JournalRecord[]): Promise<void> {
    const last = this.#segments.at(-1)
    const roll = last === undefined || last.bytes === 0 || this.#isFull(last)
    const checkpoint = roll ? encodeLine(checkpointOf(this.state)) : ''
    const text = checkpoint + records.map(encodeLine).join('')
    const target = !roll ? last : { segment: last === undefined ? 1 : last.segment + (last.bytes > 0 ? 1 : 0), bytes: 0 }
    try {
      await this.#port.append(target.segment, target.bytes, text)
    } catch (error) {
      throw storageError(error)
    }
    if (last?.segment !== target.segment) this.#segments.push(target)
    this.#segments.at(-1)!.bytes = target.bytes + byteLength(text)
    if (roll) this.#checkpointBytes = byteLength(checkpoint)
    for (const record of records) foldRecord(this.state, record)
  }

  #isFull({ bytes }: JournalSegment): boolean {
    return bytes - this.#checkpointBytes > Math.max(SEGMENT_BYTES, CHECKPOINTS_PER_SEGMENT * this.#checkpointBytes)
  }

  /** All that the files hold, oldest first, a segment at a time. Reads at most what was written when a segment's turn comes. */
  async *scan(): AsyncGenerator<SegmentContent> {
    for (const { segment } of this.#segments.slice()) {
      // Behind the writers, so that a half-written line is never taken for a damaged one.
      const bytes = await this.#inTurn(() => this.#port.read(segment))
      const parsed = parseSegment(bytes)
      yield { segment, records: parsed.records as JournalRecord[], corrupt: parsed.corrupt.length }
    }
  }

  /** Removes a closed segment; what must outlive it has been written again before. */
  async remove(segment: number): Promise<void> {
    if (segment === this.#segments.at(-1)?.segment) throw new LogError('storage_failing', 'the open segment is never removed')
    await this.#inTurn(() => this.#port.remove(segment))
    this.#segments = this.#segments.filter((other) => other.segment !== segment)
  }

  get closedSegments(): number[] {
    return this.#segments.slice(0, -1).map(({ segment }) => segment)
  }

  async close(): Promise<void> {
    await this.#turn
    await this.#port.close()
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
  }
}

function isCheckpoint(record: unknown): record is CheckpointRecord {
  return (record as JournalRecord | undefined)?.t === 'checkpoint'
}

function reportDamage(report: Report, segment: number, parsed: ParsedSegment, isLast: boolean): void {
  for (const { at, bytes } of parsed.corrupt) report('journal_corrupt', `segment ${segment}: ${bytes} bytes at ${at} are damaged`)
  if (parsed.torn === 0) return
  // Only the last file is written to: anything unfinished elsewhere is damage, not a crash.
  if (isLast) report('journal_torn', `segment ${segment}: ${parsed.torn} unfinished bytes after ${parsed.length} are cut`)
  else report('journal_corrupt', `segment ${segment}: ${parsed.torn} bytes at its end are damaged`)
}

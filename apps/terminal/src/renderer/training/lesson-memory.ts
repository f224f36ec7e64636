import { type EntryBody, FIRST_PREV, uuidv7 } from '@mps/shared'
import type { EntryPage, EntryQuery, LogEntry } from '../log/index.ts'
import { lessonDisplay, lessonOutcome } from './training-outcomes.ts'

/** As long as a server takes, so that the screens are seen as they are at work. */
const ANSWER_MS = 700

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
type Numbering = 'v' | 'terminalId' | 'epoch' | 'seq' | 'prev' | 'recordedAt' | 'clock' | 'policyRev' | 'app'
export type LessonFields = DistributiveOmit<EntryBody, Numbering>

/** The entries of one lesson: in this page's memory, unsigned, sent to nobody and gone with the lesson. */
export class LessonMemory {
  readonly #entries: LogEntry[] = []
  readonly #listeners = new Set<() => void>()
  readonly #now: () => string

  constructor(now: () => string) {
    this.#now = now
  }

  get entries(): readonly LogEntry[] {
    return this.#entries
  }

  find(id: string): LogEntry | null {
    return this.#entries.find((entry) => entry.id === id) ?? null
  }

  page({ limit, before, kind, state }: EntryQuery): EntryPage {
    const isWanted = (entry: LogEntry) =>
      (before === undefined || entry.ordinal < before) &&
      (kind === undefined || entry.kind === kind) &&
      (state === undefined || entry.state === state)
    const found = this.#entries.filter(isWanted).toReversed()
    const page = found.slice(0, limit)
    return { entries: page, next: found.length > limit ? page.at(-1)!.ordinal : null }
  }

  /** Records what a screen drafted; the same draft again is the same entry. */
  record(fields: LessonFields): LogEntry {
    const known = this.find(fields.id)
    if (known) return known
    const seq = this.#entries.length + 1
    const recordedAt = this.#now()
    const clock = { device: recordedAt, offsetMs: 0, offsetAgeS: 0, boot: uuidv7() }
    const numbering = {
      v: 1,
      terminalId: uuidv7(),
      epoch: 1,
      seq,
      prev: FIRST_PREV,
      recordedAt,
      clock,
      policyRev: 1,
      app: 'training',
    } as const
    const entry = anEntry({ ...numbering, ...fields }, seq)
    this.#entries.push(entry)
    this.#tell()
    window.setTimeout(() => this.#answer(entry.id), ANSWER_MS)
    return entry
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    listener()
    return () => this.#listeners.delete(listener)
  }

  #answer(id: string): void {
    const at = this.#entries.findIndex((entry) => entry.id === id)
    const entry = this.#entries[at]!
    const outcome = lessonOutcome(entry, this.#now(), this.#entries)
    const answered = { ...entry, outcome, state: outcome?.state ?? 'recorded', confirmed: true, inFlight: false, answeredAt: this.#now() }
    this.#entries[at] = { ...answered, display: lessonDisplay(answered) }
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

function anEntry(body: EntryBody, seq: number): LogEntry {
  return {
    id: body.id,
    kind: body.kind,
    epoch: 1,
    seq,
    ordinal: seq,
    body,
    state: 'recorded',
    display: body.kind === 'charge' || body.kind === 'refund' || body.kind === 'recharge' ? 'asking' : 'noted',
    outcome: null,
    attempts: 1,
    lastAttemptAt: null,
    lastError: null,
    inFlight: true,
    confirmed: false,
    withinOfflineLimits: true,
    voidedBy: null,
    divergence: null,
    signedOffBy: null,
    card: null,
    hash: '0'.repeat(64),
    answeredAt: null,
  }
}

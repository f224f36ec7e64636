import type { Attempts } from './attempts.ts'
import { Backoff } from './backoff.ts'
import type { Connection } from './connection.ts'
import type { JournalState } from './journal-state.ts'
import { type EntrySender, failureOf, type SendResult } from './send-entries.ts'
import type { SendFailure } from './types.ts'

/** Measured: larger batches gain nothing, since storing the answers is what takes the time. */
const BATCH = 200
/** Requests whose answers are being stored while the next one is under way. */
const PIPELINE = 2

/** Failures of the way to the server; everything else is about this request. */
const CUT_OFF: ReadonlySet<SendFailure> = new Set(['no_network', 'timed_out', 'captive_portal', 'unauthenticated', 'terminal_revoked'])

/**
 * Drains what waits, oldest first, one drain at a time, beside the live sender. A request that fails is cut in halves until the entry that
 * spoils it stands alone; that one is put aside for a while, so it never holds up the rest.
 */
export class BacklogSender {
  readonly #sender: EntrySender
  readonly #attempts: Attempts
  readonly #connection: Connection
  readonly #state: () => Readonly<JournalState>
  readonly #aside = new Map<string, number>()
  readonly #backoff = new Backoff()
  #batchSize = BATCH
  #draining: Promise<void> | null = null
  #notBeforeMs = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor(sender: EntrySender, attempts: Attempts, connection: Connection, state: () => Readonly<JournalState>) {
    this.#sender = sender
    this.#attempts = attempts
    this.#connection = connection
    this.#state = state
  }

  /** When the next try comes, where one is waited for (by performance.now). */
  get notBeforeMs(): number {
    return this.#notBeforeMs
  }

  /** Starts a drain unless one runs or must still wait. */
  kick(): void {
    if (this.#isClosed || this.#draining || !this.#connection.isOnline) return
    const waitMs = this.#notBeforeMs - performance.now()
    if (waitMs > 0) this.#wakeIn(waitMs)
    else this.#draining = this.#drain().finally(() => this.#drained())
  }

  /** Drains now whatever was put off; resolves when the drain is over. */
  async drainNow(): Promise<void> {
    this.#notBeforeMs = 0
    this.#aside.clear()
    this.kick()
    await this.#draining
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#draining
  }

  #drained(): void {
    this.#draining = null
    const nextMs = Math.min(...this.#aside.values(), this.#notBeforeMs > performance.now() ? this.#notBeforeMs : Infinity)
    for (const [id, untilMs] of this.#aside) if (untilMs <= performance.now()) this.#aside.delete(id)
    if (Number.isFinite(nextMs)) this.#wakeIn(Math.max(0, nextMs - performance.now()))
  }

  #wakeIn(waitMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.kick(), waitMs)
  }

  async #drain(): Promise<void> {
    const storing = new Set<Promise<unknown>>()
    while (!this.#isClosed && this.#connection.isOnline && performance.now() >= this.#notBeforeMs) {
      const ids = this.#nextBatch()
      if (ids.length === 0) {
        if (storing.size === 0) return
        await Promise.race(storing)
        continue
      }
      const done = this.#sendBatch(ids)
      storing.add(done.stored)
      void done.stored.finally(() => storing.delete(done.stored))
      await done.answered
      if (storing.size >= PIPELINE) await Promise.race(storing)
    }
    await Promise.all(storing)
  }

  /** Oldest first: what has no answer, then what a restored server asks for again. */
  #nextBatch(): string[] {
    const { pending, resend } = this.#state()
    const nowMs = performance.now()
    const isFree = (id: string) => !this.#attempts.isInFlight(id) && (this.#aside.get(id) ?? 0) <= nowMs
    const ids: string[] = []
    for (const entry of pending.values()) {
      if (entry.state === 'unsent' && isFree(entry.id) && ids.push(entry.id) >= this.#batchSize) return ids
    }
    for (const id of resend) if (isFree(id) && ids.push(id) >= this.#batchSize) break
    return ids
  }

  #sendBatch(ids: string[]): { answered: Promise<void>; stored: Promise<void> } {
    this.#attempts.begin(ids, 'backlog')
    const answered = Promise.withResolvers<void>()
    const stored = this.#sender
      .send(ids, false, answered.resolve)
      .catch(() => ({ ok: false, failure: 'storage' }) as const)
      .then((result) => {
        this.#attempts.end(ids, failureOf(result))
        this.#judge(ids, result)
        return answered.resolve()
      })
    return { answered: answered.promise, stored }
  }

  #judge(ids: readonly string[], result: SendResult): void {
    for (const id of ids) this.#aside.delete(id)
    if (result.ok) {
      this.#batchSize = Math.min(BATCH, this.#batchSize * 2)
      this.#backoff.reset()
      this.#notBeforeMs = 0
    } else if (result.failure === 'storage') {
      this.#waitFor(null)
    } else if (CUT_OFF.has(result.failure)) {
      this.#connection.failed(result.failure)
    } else if (result.failure === 'server_busy') {
      this.#waitFor(result.retryAfterMs)
    } else {
      this.#isolate(ids, result.retryAfterMs)
    }
  }

  #isolate(ids: readonly string[], retryAfterMs: number | null): void {
    if (ids.length === 1) {
      this.#aside.set(ids[0]!, performance.now() + this.#backoff.next(retryAfterMs))
      return
    }
    this.#batchSize = Math.max(1, Math.floor(ids.length / 2))
    this.#waitFor(retryAfterMs)
  }

  #waitFor(retryAfterMs: number | null): void {
    this.#notBeforeMs = performance.now() + this.#backoff.next(retryAfterMs)
  }
}

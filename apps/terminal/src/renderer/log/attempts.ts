import type { SendFailure } from './types.ts'

export type Attempt = { attempts: number; lastAttemptAt: string; lastError: SendFailure | null }
type Sender = 'live' | 'backlog'

/**
 * What is under way and what was tried, by entry. In memory only: a network failure never counts against an entry, and after a crash
 * nothing is in flight.
 */
export class Attempts {
  readonly #inFlight = new Map<string, Sender>()
  readonly #asking = new Set<string>()
  readonly #history = new Map<string, Attempt>()
  readonly #changed: (ids: ReadonlySet<string>) => void
  readonly #now: () => string

  constructor(changed: (ids: ReadonlySet<string>) => void, now: () => string) {
    this.#changed = changed
    this.#now = now
  }

  get inFlightCount(): number {
    return this.#inFlight.size
  }

  isInFlight(id: string): boolean {
    return this.#inFlight.has(id)
  }

  /** Whether the screen waits for this entry's answer. */
  isAsking(id: string): boolean {
    return this.#asking.has(id)
  }

  of(id: string): Attempt | null {
    return this.#history.get(id) ?? null
  }

  /** Takes entries for one sender; the other leaves them alone until `end`. */
  begin(ids: readonly string[], sender: Sender): void {
    for (const id of ids) {
      this.#inFlight.set(id, sender)
      if (sender === 'live') this.#asking.add(id)
      this.#history.set(id, { attempts: (this.of(id)?.attempts ?? 0) + 1, lastAttemptAt: this.#now(), lastError: null })
    }
    this.#changed(new Set(ids))
  }

  /** The screen stops waiting, though the attempt may go on. */
  stopAsking(ids: readonly string[]): void {
    for (const id of ids) this.#asking.delete(id)
    this.#changed(new Set(ids))
  }

  end(ids: readonly string[], failure: SendFailure | null): void {
    for (const id of ids) {
      this.#inFlight.delete(id)
      this.#asking.delete(id)
      const attempt = this.of(id)
      if (attempt && failure !== null) this.#history.set(id, { ...attempt, lastError: failure })
    }
    this.#changed(new Set(ids))
  }

  /** An entry has its answer: what was tried is on its document now. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.#history.delete(id)
  }
}

import type { Attempts } from './attempts.ts'
import type { Connection } from './connection.ts'
import { type EntrySender, failureOf } from './send-entries.ts'

/** How long the screen waits, token and network included; longer than the call's own limit. */
const ASKING_MS = 5000

/** Sends the sale on the screen at once, beside the backlog. One failure opens the breaker. */
export class LiveSender {
  readonly #sender: EntrySender
  readonly #attempts: Attempts
  readonly #connection: Connection
  readonly #afterwards: (answered: boolean) => void

  constructor(sender: EntrySender, attempts: Attempts, connection: Connection, afterwards: (answered: boolean) => void) {
    this.#sender = sender
    this.#attempts = attempts
    this.#connection = connection
    this.#afterwards = afterwards
  }

  /** Marks the entry as being asked for and sends it; never rejects. Does nothing while the terminal is known to be offline. */
  send(id: string): void {
    if (this.#connection.isOffline || this.#attempts.isInFlight(id)) return
    this.#attempts.begin([id], 'live')
    void this.#run(id)
  }

  async #run(id: string): Promise<void> {
    const patience = setTimeout(() => {
      this.#connection.failed('timed_out')
      this.#attempts.stopAsking([id])
    }, ASKING_MS)
    const result = await this.#sender.send([id], true).catch(() => ({ ok: false, failure: 'storage' }) as const)
    clearTimeout(patience)
    const failure = failureOf(result)
    if (failure !== null) this.#connection.failed(failure)
    this.#attempts.end([id], failure)
    this.#afterwards(result.ok)
  }
}

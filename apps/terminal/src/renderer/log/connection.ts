import { LiveValue } from './live.ts'
import type { ConnectionState, SendFailure } from './types.ts'

/**
 * The circuit breaker: one failed attempt opens it, and then nobody waits for the server any more; only a heartbeat that succeeds closes
 * it. Every failure counts alike, a captive portal as much as a cut cable.
 */
export class Connection {
  readonly live: LiveValue<ConnectionState>
  readonly #now: () => string

  constructor(now: () => string = () => new Date().toISOString()) {
    this.#now = now
    this.live = new LiveValue<ConnectionState>({
      state: 'unknown',
      reason: null,
      since: now(),
      lastContactAt: null,
      updateNeeded: false,
      revoked: false,
    })
  }

  /** False only where it is known: before the first attempt a sale is worth a try. */
  get isOffline(): boolean {
    return this.live.get().state === 'offline'
  }

  get isOnline(): boolean {
    return this.live.get().state === 'online'
  }

  /** The server answered something of its own. */
  contacted(): void {
    this.live.patch({ lastContactAt: this.#now() })
  }

  heartbeatSucceeded(updateNeeded: boolean): void {
    const since = this.isOnline ? this.live.get().since : this.#now()
    this.live.patch({ state: 'online', reason: null, since, lastContactAt: this.#now(), updateNeeded })
  }

  failed(reason: SendFailure): void {
    const since = this.isOffline ? this.live.get().since : this.#now()
    this.live.patch({ state: 'offline', reason, since })
  }

  /** For good: only a new pairing makes this device a terminal again. */
  noteRevoked(): void {
    this.live.patch({ revoked: true })
  }

  /** Nothing is known any more: this device is not paired. */
  reset(): void {
    this.live.set({ state: 'unknown', reason: null, since: this.#now(), lastContactAt: null, updateNeeded: false, revoked: false })
  }
}

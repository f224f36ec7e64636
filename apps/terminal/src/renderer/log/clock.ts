import type { EntryBody } from '@mps/shared'
import type { ClockState } from './types.ts'

/** What is kept of the last contact across restarts. */
export type SavedContact = { offsetMs: number; wallMs: number }
export type TimeSource = { wallMs(): number; monotonicMs(): number }
/** When a call was sent and its answer came, by the clock that cannot be set. */
export type CallTimes = { sentMs: number; receivedMs: number }

const JUMP_MS = 2000
const WARN_MS = 30_000
const POOR_ROUND_TRIP_MS = 1000

export const deviceTime: TimeSource = { wallMs: () => Date.now(), monotonicMs: () => performance.now() }

/**
 * The server's time as well as this device knows it: its own clock plus the offset of the last contact. A clock that is set back while we
 * run is noticed against the monotonic one, and while we were off against the last time we know of; time here never follows it back.
 */
export class DeviceClock {
  readonly boot: string
  readonly #time: TimeSource
  #anchor: { wallMs: number; monotonicMs: number }
  #offsetMs: number | null
  #roundTripMs: number | null = null
  #contact: { wallMs: number; monotonicMs: number | null } | null
  /** What the device's clock was set back by since the last contact. */
  #setBackMs = 0

  /** @param knownWallMs the latest reading of the device's clock that is on record */
  constructor(boot: string, saved: SavedContact | null, knownWallMs: number, time: TimeSource = deviceTime) {
    this.boot = boot
    this.#time = time
    this.#anchor = { wallMs: time.wallMs(), monotonicMs: time.monotonicMs() }
    this.#offsetMs = saved?.offsetMs ?? null
    this.#contact = saved ? { wallMs: saved.wallMs, monotonicMs: null } : null
    const behindMs = Math.max(knownWallMs, saved?.wallMs ?? 0) - this.#anchor.wallMs
    if (behindMs > JUMP_MS) this.#setBackMs = behindMs
  }

  get wentBackwards(): boolean {
    this.#observe()
    return this.#setBackMs > 0
  }

  nowMs(): number {
    this.#observe()
    return this.#time.wallMs() + this.#setBackMs + (this.#offsetMs ?? 0)
  }

  now(): string {
    return new Date(this.nowMs()).toISOString()
  }

  /** How long ago the last contact was, in whole seconds, or null before the first. */
  contactAgeS(): number | null {
    if (!this.#contact) return null
    this.#observe()
    const byWall = this.#time.wallMs() + this.#setBackMs - this.#contact.wallMs
    // A machine that slept may have stopped the monotonic clock; one whose clock was set back has not. The longer span is the safe one.
    const byMonotonic = this.#contact.monotonicMs === null ? 0 : this.#time.monotonicMs() - this.#contact.monotonicMs
    return Math.max(0, Math.floor(Math.max(byWall, byMonotonic) / 1000))
  }

  /** Measures the offset from an answer that stated the server's time. */
  contact(serverTime: string, times: CallTimes): SavedContact {
    const wallMs = this.#time.wallMs()
    const monotonicMs = this.#time.monotonicMs()
    const roundTripMs = times.receivedMs - times.sentMs
    const midpointMs = wallMs - (monotonicMs - times.receivedMs) - roundTripMs / 2
    const measuredMs = Math.round(Date.parse(serverTime) - midpointMs)
    // A slow call says little: what we knew stays as long as the call does not contradict it.
    const keeps = this.#offsetMs !== null && this.#setBackMs === 0 && roundTripMs > POOR_ROUND_TRIP_MS
    if (!keeps || Math.abs(measuredMs - this.#offsetMs!) > roundTripMs / 2) this.#offsetMs = measuredMs
    this.#roundTripMs = Math.round(roundTripMs)
    this.#contact = { wallMs, monotonicMs }
    this.#setBackMs = 0
    this.#anchor = { wallMs, monotonicMs }
    return { offsetMs: this.#offsetMs!, wallMs }
  }

  entryClock(): EntryBody['clock'] {
    return {
      device: new Date(this.#time.wallMs()).toISOString(),
      offsetMs: this.#offsetMs,
      offsetAgeS: this.contactAgeS(),
      boot: this.boot,
    }
  }

  state(): ClockState {
    const wentBackwards = this.wentBackwards
    return {
      offsetMs: this.#offsetMs,
      offsetAgeS: this.contactAgeS(),
      roundTripMs: this.#roundTripMs,
      warn: Math.abs(this.#offsetMs ?? 0) > WARN_MS || wentBackwards,
      wentBackwards,
    }
  }

  /** Compares both clocks since the last look. Forward jumps are sleep or a correction, and harmless: limits only become stricter. */
  #observe(): void {
    const wallMs = this.#time.wallMs()
    const monotonicMs = this.#time.monotonicMs()
    const jumpMs = wallMs - this.#anchor.wallMs - (monotonicMs - this.#anchor.monotonicMs)
    if (jumpMs < -JUMP_MS) this.#setBackMs += -jumpMs
    // Set back and then corrected: time goes on without a step.
    else if (jumpMs > JUMP_MS && this.#setBackMs > 0) this.#setBackMs = Math.max(0, this.#setBackMs - jumpMs)
    this.#anchor = { wallMs, monotonicMs }
  }
}

/** How fast an unwatched device clock may drift away from the server's: generous, for cheap crystals. */
const DRIFT_PER_MS = 0.0005

/** The two clocks of a device. The wall clock can be set by hand; the monotonic one may stand still while the device sleeps. */
export type DeviceClocks = { wallMs: () => number; monotonicMs: () => number }

const DEVICE: DeviceClocks = { wallMs: () => Date.now(), monotonicMs: () => performance.now() }

/**
 * The server's time as well as this page knows it, so that a phone with a wrong clock still shows how long a code really lives.
 * Until the first answer it is the device's own time.
 */
export class ServerClock {
  readonly #device: DeviceClocks
  #serverMs: number
  #wallMs: number
  #monotonicMs: number
  #uncertaintyMs = Infinity

  constructor(device: DeviceClocks = DEVICE) {
    this.#device = device
    this.#wallMs = this.#serverMs = device.wallMs()
    this.#monotonicMs = device.monotonicMs()
  }

  /** The server's present time in milliseconds since the epoch. */
  nowMs(): number {
    return this.#serverMs + this.#elapsedMs()
  }

  /** How far the server's clock is ahead of this device's wall clock, in milliseconds; null while no answer has told. */
  get offsetMs(): number | null {
    return this.#uncertaintyMs === Infinity ? null : this.nowMs() - this.#device.wallMs()
  }

  /** Starts from an offset that an earlier visit measured; the first answer replaces it. */
  assume(offsetMs: number): void {
    if (this.#uncertaintyMs !== Infinity) return
    this.#wallMs = this.#device.wallMs()
    this.#serverMs = this.#wallMs + offsetMs
    this.#monotonicMs = this.#device.monotonicMs()
  }

  /** Starts the measurement of one call; give the result to `observe` when the answer is there. */
  startMs(): number {
    return this.#device.monotonicMs()
  }

  /** Takes over the time in an answer, unless what is known already is more exact. */
  observe(serverTime: string, startedMs: number): void {
    const monotonicMs = this.#device.monotonicMs()
    const halfRoundTripMs = (monotonicMs - startedMs) / 2
    if (halfRoundTripMs > this.#uncertaintyMs + this.#elapsedMs() * DRIFT_PER_MS) return
    this.#serverMs = Date.parse(serverTime) + halfRoundTripMs
    this.#wallMs = this.#device.wallMs()
    this.#monotonicMs = monotonicMs
    this.#uncertaintyMs = halfRoundTripMs
  }

  // The larger of the two: after sleep only the wall clock has moved, after someone set it back only the monotonic one is right.
  // Overstating the time renews a code too early, which is harmless; understating it would show a dead one.
  #elapsedMs(): number {
    const wall = this.#device.wallMs() - this.#wallMs
    return Math.max(wall, this.#device.monotonicMs() - this.#monotonicMs, 0)
  }
}

const FIRST_MS = 1000
const CAP_MS = 30_000

/**
 * Full-jitter exponential back-off: anywhere between nothing and a ceiling that doubles up to 30 s, so that terminals that lost the
 * server together do not come back together.
 */
export class Backoff {
  #failures = 0
  readonly #random: () => number

  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /** How long to wait after one more failure; at least what the server asked for. */
  next(retryAfterMs: number | null = null): number {
    const ceiling = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(this.#failures, 10))
    this.#failures += 1
    return Math.max(retryAfterMs ?? 0, Math.round(this.#random() * ceiling))
  }

  reset(): void {
    this.#failures = 0
  }
}

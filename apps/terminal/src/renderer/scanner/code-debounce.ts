/** How long a code must be out of sight before the same one counts as shown again. */
export const AWAY_MS = 2500

/**
 * Lets each shown code through once. The camera never pauses: a phone that stays in view repeats its code with every frame and is heard
 * once, while the next member's code is heard at once.
 */
export class CodeDebounce {
  #text: string | null = null
  #seenAtMs = -Infinity

  /** Whether this sight of a code is news. */
  isNew(text: string, nowMs: number): boolean {
    const isSame = text === this.#text && nowMs - this.#seenAtMs < AWAY_MS
    this.#text = text
    this.#seenAtMs = nowMs
    return !isSame
  }
}

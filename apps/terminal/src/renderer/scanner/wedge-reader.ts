/** A gap longer than this ends a burst: scanners send keys 1 to 20 ms apart, and hands are slower. */
export const BURST_GAP_MS = 35
/** So many keys at that pace, ended by Enter, came from a scanner whatever they say. */
export const BURST_MIN_KEYS = 8

/** What keys turned out to be. A letter stays undecided until the next key, or a pause, tells. */
export type WedgeVerdict =
  | { kind: 'scanned'; text: string }
  /** Typed by hand; the physical keys, in order. */
  | { kind: 'typed'; keys: string[] }
  /** A key that no code has, such as Backspace. */
  | { kind: 'other'; key: string }

const PREFIX = /^MPS\d*:?/
const MODIFIERS = /^(Shift|Control|Alt|Meta|CapsLock)/
const END_KEYS = new Set(['Enter', 'NumpadEnter', 'Tab'])

/**
 * Letter of a physical key on the US layout that scanners emulate, or null. Read by position, so that neither an input method nor
 * another layout can change a code; codes know only capital letters, digits and a colon, so Shift and Caps Lock do not matter.
 */
export function letterOfKey(code: string): string | null {
  if (/^Key[A-Z]$/.test(code)) return code.slice(3)
  if (/^(Digit|Numpad)\d$/.test(code)) return code.slice(-1)
  return code === 'Semicolon' ? ':' : null
}

/** Tells a keyboard-wedge scanner from a hand by pace, prefix and Enter. Pure: time comes with the keys. */
export class WedgeReader {
  #text = ''
  #keys: string[] = []
  #lastAtMs = -Infinity

  /** Whether the burst so far can only be a payment code: then not one key of it may reach a field. */
  get isPaymentCode(): boolean {
    return this.#text.length >= 3 && PREFIX.test(this.#text)
  }

  /** Takes one key press, by its physical name, and says what it and the keys held before it were. */
  press(code: string, atMs: number): WedgeVerdict[] {
    const isFast = atMs - this.#lastAtMs <= BURST_GAP_MS
    if (END_KEYS.has(code) && isFast && this.#isScan()) return [this.#scanned()]
    if (MODIFIERS.test(code)) {
      // A modifier belongs to the letter that follows it, and slow scanners send it as a key of its own.
      if (isFast) this.#lastAtMs = atMs
      return []
    }
    const letter = letterOfKey(code)
    const before = isFast && letter !== null ? [] : this.pause()
    if (letter === null) return [...before, { kind: 'other', key: code }]
    this.#text += letter
    this.#keys.push(code)
    this.#lastAtMs = atMs
    return before
  }

  /** To be called after a pause longer than a scanner makes: what the held keys were. A scanner may be set up to send no Enter. */
  pause(): WedgeVerdict[] {
    if (this.isPaymentCode && this.#text.length >= BURST_MIN_KEYS) return [this.#scanned()]
    const keys = this.#keys
    this.#clear()
    return keys.length > 0 ? [{ kind: 'typed', keys }] : []
  }

  #isScan(): boolean {
    return this.isPaymentCode || this.#text.length >= BURST_MIN_KEYS
  }

  #scanned(): WedgeVerdict {
    const text = this.#text
    this.#clear()
    return { kind: 'scanned', text }
  }

  #clear(): void {
    this.#text = ''
    this.#keys = []
    this.#lastAtMs = -Infinity
  }
}

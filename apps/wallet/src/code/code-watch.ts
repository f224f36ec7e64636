import type { CodeStatus } from '@mps/shared/me'
import type { HeldCode } from './held-code.ts'

/** A code is accepted for this long after its end (domain.md, step 8), so a charge on it may still come. */
const AFTERLIFE_MS = 120_000

type Watched = { untilMs: number; reportedTxNo: string | null }

/**
 * Remembers every code that has been on the screen until nothing can be charged on it any more. A cashier may scan in the second
 * before a renewal; the member hears of that charge too.
 */
export class CodeWatch {
  readonly #watched = new Map<string, Watched>()

  add(code: HeldCode): void {
    if (!this.#watched.has(code.hash)) this.#watched.set(code.hash, { untilMs: code.expiresAtMs + AFTERLIFE_MS, reportedTxNo: null })
  }

  forget(hash: string): void {
    this.#watched.delete(hash)
  }

  /** The codes to ask about now. */
  due(nowMs: number): string[] {
    for (const [hash, { untilMs }] of this.#watched) if (untilMs <= nowMs) this.#watched.delete(hash)
    return [...this.#watched.keys()]
  }

  /** Takes in what the server says of a code. True the first time a charge is heard of. */
  heard({ codeHash, charge }: CodeStatus): boolean {
    const watched = this.#watched.get(codeHash)
    if (!watched || !charge || watched.reportedTxNo === charge.txNo) return false
    watched.reportedTxNo = charge.txNo
    return true
  }
}

import type { MemberTransaction, MemberTransactions } from '@mps/shared/me'
import { z } from 'zod'
import type { Vault } from '../kept/vault.ts'

const KEY = 'seen'
/** More than one page, so that what moves to the second is not taken for new when it comes back. */
const MAX_SEEN = 100
const MAX_NOTICES = 3

/**
 * Tells the member of each transaction once: what was charged just now, and what was charged while the wallet was closed, such as a sale
 * that a shop without a network sent hours later. It goes by the numbers that this phone has seen, for a late transaction may be dated
 * before one that is known already.
 */
export class NoticeBoard {
  readonly #vault: Vault
  readonly #listeners = new Set<() => void>()
  #seen: string[] | null = null
  #notices: readonly MemberTransaction[] = []

  constructor(vault: Vault) {
    this.#vault = vault
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What the member has been told and has not put away, the newest first. */
  readonly snapshot = (): readonly MemberTransaction[] => this.#notices

  async recall(): Promise<void> {
    this.#seen = await this.#vault.read(KEY, z.array(z.string()))
  }

  /** Takes in the newest transactions; true when one of them is news. On a phone that has seen none, none is. */
  hear({ transactions }: MemberTransactions): boolean {
    const seen = new Set(this.#seen)
    const fresh = this.#seen === null ? [] : transactions.filter(({ txNo }) => !seen.has(txNo))
    const numbers = transactions.map(({ txNo }) => txNo)
    this.#seen = [...numbers, ...[...seen].filter((txNo) => !numbers.includes(txNo))].slice(0, MAX_SEEN)
    if (fresh.length === 0 && seen.size > 0) return false
    void this.#vault.put(KEY, this.#seen)
    this.#post([...fresh, ...this.#notices].slice(0, MAX_NOTICES))
    return fresh.length > 0
  }

  dismiss(txNo: string): void {
    this.#post(this.#notices.filter((notice) => notice.txNo !== txNo))
  }

  forget(): void {
    this.#seen = null
    this.#post([])
  }

  #post(notices: readonly MemberTransaction[]): void {
    this.#notices = notices
    for (const listener of this.#listeners) listener()
  }
}

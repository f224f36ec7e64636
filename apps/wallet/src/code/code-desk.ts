import { z } from 'zod'
import type { Vault } from '../kept/vault.ts'
import { CodeKeeper, type CodeSource } from './code-keeper.ts'
import { HeldCode } from './held-code.ts'

const PREFIX = 'codes:'
const keyOf = (cardId: string) => `${PREFIX}${cardId}`

type Server = Pick<CodeSource, 'issueCodes' | 'codeStatus' | 'nowMs' | 'onNews'>

/** The keepers of this member's codes, one a card, made when a card is first opened; what they hold is in the vault. */
export class CodeDesk {
  readonly #server: Server
  readonly #vault: Vault
  readonly #keepers = new Map<string, CodeKeeper>()

  constructor(server: Server, vault: Vault) {
    this.#server = server
    this.#vault = vault
  }

  keeper(cardId: string): CodeKeeper {
    const known = this.#keepers.get(cardId)
    if (known) return known
    const keeper = new CodeKeeper(cardId, { ...this.#server, read: () => this.#read(cardId), write: (held) => this.#write(cardId, held) })
    this.#keepers.set(cardId, keeper)
    return keeper
  }

  /** Removes codes that ended while the wallet was closed, also those of cards that nobody opens now. */
  async sweep(): Promise<void> {
    for (const key of await this.#vault.keys(PREFIX)) {
      const cardId = key.slice(PREFIX.length)
      this.#write(
        cardId,
        (await this.#read(cardId)).filter(({ expiresAtMs }) => expiresAtMs > this.#server.nowMs()),
      )
    }
  }

  /** Drops the codes of every card but these: one that was frozen, lost or left keeps none, whichever screen is open. */
  async retain(payable: readonly string[]): Promise<void> {
    for (const [cardId, keeper] of this.#keepers) if (!payable.includes(cardId)) keeper.drop()
    for (const key of await this.#vault.keys(PREFIX)) {
      if (!payable.includes(key.slice(PREFIX.length))) await this.#vault.remove(key)
    }
  }

  /** The member has signed out; the vault is wiped by the session. */
  forget(): void {
    for (const keeper of this.#keepers.values()) keeper.end()
    this.#keepers.clear()
  }

  async #read(cardId: string): Promise<HeldCode[]> {
    return (await this.#vault.read(keyOf(cardId), z.array(HeldCode))) ?? []
  }

  #write(cardId: string, held: HeldCode[]): void {
    void (held.length > 0 ? this.#vault.put(keyOf(cardId), held) : this.#vault.remove(keyOf(cardId)))
  }
}

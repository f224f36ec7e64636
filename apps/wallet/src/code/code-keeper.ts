import type { CodeStatus, IssueCodesResponse } from '@mps/shared'
import { type ApiFault, faultOf, isProblem } from '../api/api-fault.ts'
import { type Charge, CodeWatch } from './code-watch.ts'
import { codeToShow, type HeldCode, heldCode, isRenewalDue, retryDelayMs } from './renewal.ts'

/** What the keeper needs of the API and of the clock. */
export type CodeSource = {
  issueCodes: (cardId: string) => Promise<IssueCodesResponse>
  codeStatus: (codeHash: string) => Promise<CodeStatus>
  nowMs: () => number
}

export type LiveCode = {
  shown: HeldCode | null
  /** The last thing that went wrong and has not gone right since. A shown code stays good meanwhile. */
  fault: ApiFault | null
  /** The last charge on a code of this page, until the member puts it away. */
  charge: Charge | null
}

/**
 * Keeps one card's live code: issues it, renews it before it ends and at once when it is spent, and hears of charges on it.
 * The codes live in memory only: a reload asks for new ones, and nothing on the phone's disk can be copied.
 */
export class CodeKeeper {
  readonly #cardId: string
  readonly #source: CodeSource
  readonly #listeners = new Set<() => void>()
  readonly #watch = new CodeWatch()
  #held: HeldCode[] = []
  #failures = 0
  #retryAtMs = 0
  #running: Promise<void> | null = null
  #live: LiveCode = { shown: null, fault: null, charge: null }

  constructor(cardId: string, source: CodeSource) {
    this.#cardId = cardId
    this.#source = source
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): LiveCode => this.#live

  /** One round: ask about the codes that may have been scanned, then renew what needs it. Rounds never overlap. */
  round(): Promise<void> {
    // Before the network is asked: an ended code leaves the screen, and a spare takes its place, even where nothing answers.
    this.#show()
    this.#running ??= this.#ask().finally(() => (this.#running = null))
    return this.#running
  }

  /** A round now, whatever the last failure said: the member asked, the page is seen again, or the network is back. */
  async retry(): Promise<void> {
    await this.#running
    this.#retryAtMs = 0
    await this.round()
  }

  dismissCharge(): void {
    this.#set({ charge: null })
  }

  async #ask(): Promise<void> {
    if (this.#source.nowMs() < this.#retryAtMs) return
    try {
      for (const hash of this.#watch.due(this.#source.nowMs())) await this.#lookAt(hash)
      if (isRenewalDue(this.#held, this.#source.nowMs())) await this.#renew()
      this.#failures = 0
    } catch (error) {
      this.#fail(faultOf(error))
    }
  }

  async #lookAt(hash: string): Promise<void> {
    const status = await this.#statusOf(hash)
    // Reaching the server proves the network; it does not prove that a refused card has become good again.
    if (this.#live.fault?.kind === 'unreachable') this.#set({ fault: null })
    const charge = status && this.#watch.heard(status)
    if (charge) this.#set({ charge })
    if (status?.state === 'alive' || status?.state === 'waiting') return
    // What revoked one code revoked its spares too: the card was frozen, or the member ended them.
    this.#held = status?.state === 'revoked' ? [] : this.#held.filter((code) => code.hash !== hash)
    if (status?.state !== 'expired') this.#watch.forget(hash)
    this.#show()
  }

  /** Null when the server does not know the code, as after its database was restored: then a new one is needed. */
  async #statusOf(hash: string): Promise<CodeStatus | null> {
    try {
      return await this.#source.codeStatus(hash)
    } catch (error) {
      if (isProblem(faultOf(error), 'not_found')) return null
      throw error
    }
  }

  async #renew(): Promise<void> {
    const { codes } = await this.#source.issueCodes(this.#cardId)
    this.#held = codes.map(heldCode)
    this.#set({ fault: null })
    this.#show()
  }

  #show(): void {
    const shown = codeToShow(this.#held, this.#source.nowMs())
    if (shown) this.#watch.add(shown)
    if (shown !== this.#live.shown) this.#set({ shown })
  }

  #fail(fault: ApiFault): void {
    this.#failures += 1
    const retryAfterMs = fault.kind === 'problem' ? fault.retryAfterMs : 0
    this.#retryAtMs = this.#source.nowMs() + retryDelayMs(this.#failures, retryAfterMs, Math.random())
    this.#set({ fault })
  }

  #set(change: Partial<LiveCode>): void {
    this.#live = { ...this.#live, ...change }
    for (const listener of this.#listeners) listener()
  }
}

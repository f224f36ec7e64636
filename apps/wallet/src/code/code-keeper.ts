import type { CodeStatus, IssueCodesResponse } from '@mps/shared/me'
import { type ApiFault, faultOf, isProblem } from '../api/api-fault.ts'
import { aliveCodes, codesNeeded, codeToShow, nextToStart, readyUntilMs, retryDelayMs, withIssued } from './code-plan.ts'
import { CodeWatch } from './code-watch.ts'
import { type HeldCode, heldCode } from './held-code.ts'

/** What the keeper needs of the API, the clock and the phone's store. */
export type CodeSource = {
  issueCodes: (cardId: string, count: number) => Promise<IssueCodesResponse>
  codeStatus: (codeHash: string) => Promise<CodeStatus>
  nowMs: () => number
  read: () => Promise<HeldCode[]>
  /** Called with what is held after each change; an empty list leaves nothing behind. */
  write: (held: HeldCode[]) => void
  /** Something happened to the card: a charge on a code of it, or no code is given out for it any more. */
  onNews: () => void
}

export type LiveCode = {
  shown: HeldCode | null
  /** The code that starts next, while there is none to show. */
  next: HeldCode | null
  /** How many codes besides the shown one can be shown now or later without asking the server. */
  spares: number
  /** Until when the phone can pay without a network, in milliseconds of the server's clock. */
  readyUntilMs: number | null
  /** Codes that the member moved on from and that still live: one tap brings them back. */
  putAsideCount: number
  /** The last thing that went wrong and has not gone right since. A shown code stays good meanwhile. */
  fault: ApiFault | null
}

const NOTHING: LiveCode = { shown: null, next: null, spares: 0, readyUntilMs: null, putAsideCount: 0, fault: null }

/**
 * Keeps one card's codes: issues them, renews the shown one before it ends and at once when it is spent, holds a few more for a phone
 * without a network, and hears of charges. Codes leave the phone's store when they end, are spent or revoked, and at sign-out.
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
  #drops = 0
  #isOver = false
  #live: LiveCode = NOTHING

  constructor(cardId: string, source: CodeSource) {
    this.#cardId = cardId
    this.#source = source
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): LiveCode => this.#live

  /** Takes up what the phone kept, before the first round. */
  async recall(): Promise<void> {
    const kept = await this.#source.read()
    if (!this.#isOver && this.#held.length === 0) this.#hold(kept.filter(({ expiresAtMs }) => expiresAtMs > this.#source.nowMs()))
  }

  /** One round: ask about the codes that may have been scanned, then fetch what is needed. Rounds never overlap. */
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

  /** The member has used the shown code where nobody could tell the phone, or wants another one. */
  async putAside(): Promise<void> {
    const { shown } = this.#live
    if (!shown) return
    this.#hold(this.#held.map((code) => (code.hash === shown.hash ? { ...code, isPutAside: true } : code)))
    await this.retry()
  }

  /** Brings back what was put aside. */
  takeBack(): void {
    this.#hold(this.#held.map((code) => ({ ...code, isPutAside: false })))
  }

  /** The card may not be paid with any more: nothing of its codes stays, on the screen or on the phone, nor comes by an answer under way. */
  drop(): void {
    this.#drops++
    if (this.#held.length > 0) this.#hold([])
  }

  /** The member has signed out: answers that are still under way change nothing any more. */
  end(): void {
    this.#isOver = true
    this.#held = []
    this.#live = NOTHING
  }

  async #ask(): Promise<void> {
    if (this.#source.nowMs() < this.#retryAtMs) return
    const drops = this.#drops
    try {
      for (const hash of this.#watch.due(this.#source.nowMs())) await this.#lookAt(hash)
      // At most a run and a reserve: what the server hands out short or ended is not asked for again in the same round.
      for (let calls = 0; calls < 2; calls++) if (!(await this.#fetchNeeded(() => drops !== this.#drops))) break
      this.#failures = 0
    } catch (error) {
      this.#fail(faultOf(error))
    }
  }

  async #lookAt(hash: string): Promise<void> {
    const status = await this.#statusOf(hash)
    // Reaching the server proves the network; it does not prove that a refused card has become good again.
    if (this.#live.fault?.kind === 'unreachable') this.#set({ fault: null })
    if (status && this.#watch.heard(status)) this.#source.onNews()
    if (status?.state === 'alive' || status?.state === 'waiting') return
    // What revoked one code revoked its spares too: the card was frozen, or the member ended them.
    this.#hold(status?.state === 'revoked' ? [] : this.#held.filter((code) => code.hash !== hash))
    if (status?.state !== 'expired') this.#watch.forget(hash)
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

  async #fetchNeeded(hasDropped: () => boolean): Promise<boolean> {
    const count = codesNeeded(this.#held, this.#source.nowMs())
    if (count === 0) return false
    const { codes } = await this.#source.issueCodes(this.#cardId, count)
    this.#set({ fault: null })
    if (hasDropped()) return false
    this.#hold(withIssued(this.#held, codes.map(heldCode), this.#source.nowMs()))
    return true
  }

  #hold(held: HeldCode[]): void {
    if (this.#isOver) return
    this.#held = held
    this.#source.write(held)
    this.#show()
  }

  #show(): void {
    const nowMs = this.#source.nowMs()
    // An ended code leaves the phone's store now, not when the next ones come.
    if (this.#held.some(({ expiresAtMs }) => expiresAtMs <= nowMs)) {
      this.#held = this.#held.filter(({ expiresAtMs }) => expiresAtMs > nowMs)
      this.#source.write(this.#held)
    }
    const shown = codeToShow(this.#held, this.#live.shown?.hash ?? null, nowMs)
    if (shown) this.#watch.add(shown)
    const putAsideCount = this.#held.filter(({ isPutAside }) => isPutAside).length
    const spares = this.#held.length - putAsideCount - (shown ? 1 : 0)
    this.#set({
      shown,
      next: shown ? null : nextToStart(this.#held, nowMs),
      spares,
      putAsideCount,
      readyUntilMs: readyUntilMs(this.#held, nowMs),
    })
  }

  #fail(fault: ApiFault): void {
    this.#failures += 1
    const retryAfterMs = fault.kind === 'problem' ? fault.retryAfterMs : 0
    this.#retryAtMs = this.#source.nowMs() + retryDelayMs(this.#failures, retryAfterMs, Math.random())
    this.#set({ fault })
    if (isProblem(fault, 'code_issue_refused', 'not_found')) this.#refused()
  }

  /** A card that may not be paid with any more keeps no codes for later; what it is now, the card itself says. */
  #refused(): void {
    if (aliveCodes(this.#held, this.#source.nowMs()).length === 0) this.#hold([])
    this.#source.onNews()
  }

  #set(change: Partial<LiveCode>): void {
    if (this.#isOver) return
    const before = this.#live
    const isNew = Object.entries(change).some(([key, value]) => before[key as keyof LiveCode] !== value)
    if (!isNew) return
    this.#live = { ...before, ...change }
    for (const listener of this.#listeners) listener()
  }
}

import type { HeartbeatRequest, HeartbeatResponse } from '@mps/shared'
import type { AccessTokens } from './access-token.ts'
import type { Answers } from './answers.ts'
import { Backoff } from './backoff.ts'
import type { CallTimes } from './clock.ts'
import type { Connection } from './connection.ts'
import type { LogStore } from './log-store.ts'
import { expectedOf, hasLost, lostOf, type Expected } from './lost-entries.ts'
import type { DeviceIdentity } from './ports.ts'
import type { Answer, SyncPort } from './sync-port.ts'
import { isBelow } from './version.ts'

const EVERY_MS = 20_000
const PAGE = 500

type Dependencies = {
  store: LogStore
  answers: Answers
  tokens: AccessTokens
  sync: SyncPort
  connection: Connection
  identity: () => DeviceIdentity | null
  /** What is reported; made when the call is. */
  request: (identity: DeviceIdentity) => HeartbeatRequest
  /** The server's time is known anew. */
  contacted: (response: { serverTime: string }, times: CallTimes, coveredOrdinal: number) => void
  /** After a success: the configuration may have changed, and the backlog may go on. */
  succeeded: (response: HeartbeatResponse) => void
  report: (code: string, detail: string) => void
}

/** Probes the server for ever: regularly while it answers, with full-jitter back-off while it does not. */
export class Heartbeat {
  readonly #deps: Dependencies
  readonly #backoff = new Backoff()
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> | null = null
  #nextAtMs: number | null = null
  #isClosed = false

  constructor(deps: Dependencies) {
    this.#deps = deps
  }

  /** When the next probe is due, by performance.now. */
  get nextAtMs(): number | null {
    return this.#nextAtMs
  }

  /** Probes now, or waits for the probe that runs. */
  probe(): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    clearTimeout(this.#timer)
    this.#running ??= this.#probe()
      .catch((error: unknown) => this.#stumbled(error))
      .finally(() => (this.#running = null))
    return this.#running
  }

  /** The breaker has just opened: the regular probe is too far away. */
  hasten(): void {
    if (this.#running || this.#isClosed) return
    const inMs = (this.#nextAtMs ?? Infinity) - performance.now()
    const soonMs = this.#backoff.next()
    if (soonMs < inMs) this.#schedule(soonMs)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #probe(): Promise<void> {
    const identity = this.#deps.identity()
    if (!identity) return
    const { tokens, sync, request, connection, store, contacted } = this.#deps
    const expected = expectedOf(store.state, identity.terminalId, identity.epoch)
    const coveredOrdinal = store.state.ordinal
    const answer = await tokens.call((token) => sync.heartbeat(token, request(identity)))
    if (identity !== this.#deps.identity()) return
    if (!answer.ok) {
      connection.failed(answer.failure)
      this.#schedule(this.#backoff.next(answer.retryAfterMs))
      return
    }
    contacted(answer.value, answer.times, coveredOrdinal)
    await this.#follow(answer, expected)
  }

  /** A failure of our own (the key, the disk) must not end the probing. */
  #stumbled(error: unknown): void {
    this.#deps.report('heartbeat_failed', String(error))
    this.#schedule(this.#backoff.next())
  }

  async #follow(answer: Extract<Answer<HeartbeatResponse>, { ok: true }>, expected: Expected): Promise<void> {
    const { connection, succeeded, request } = this.#deps
    this.#backoff.reset()
    this.#schedule(EVERY_MS)
    await this.#compare(answer.value, expected)
    connection.heartbeatSucceeded(isBelow(request(this.#deps.identity()!).app, answer.value.minApp))
    succeeded(answer.value)
    await this.#catchUp(expected.terminalId, answer.value.lastOutcomeNo)
  }

  /** Another ledger, or one that holds less: what it may lack is sent again. */
  async #compare(heartbeat: HeartbeatResponse, expected: Expected): Promise<void> {
    const { store, report } = this.#deps
    const lost = hasLost(expected, heartbeat)
    if (!lost && expected.ledgerId !== null) return
    const resend = lost ? lostOf(await this.#allDocs(), expected, heartbeat) : []
    if (lost) report('ledger_restored', `${resend.length} final entries are sent again`)
    const { ledgerId, lastOutcomeNo: outcomeNo } = heartbeat
    // A first contact starts at 0, so that outcomes which this device has missed are fetched.
    await store.commit(() => [
      { t: 'ledger', ledgerId, terminalId: expected.terminalId, outcomeNo: lost ? outcomeNo : expected.outcomeNo, resend },
    ])
  }

  async #allDocs() {
    return this.#deps.store.inViewTurn(() => this.#deps.store.view().page({ limit: Number.MAX_SAFE_INTEGER }))
  }

  /** Fetches the outcomes that this terminal has missed, page by page. */
  async #catchUp(terminalId: string, lastOutcomeNo: number): Promise<void> {
    const { store, tokens, sync, answers } = this.#deps
    const cursor = () => (store.state.outcomes.terminalId === terminalId ? store.state.outcomes.cursor : 0)
    while (!this.#isClosed && cursor() < lastOutcomeNo) {
      const after = cursor()
      const page = await tokens.call((token) => sync.outcomes(token, after))
      if (!page.ok || page.value.ledgerId !== store.state.ledgerId) return
      const found = page.value.outcomes.filter((outcome) => outcome.state !== 'rejected').slice(0, PAGE)
      if (found.length === 0) return
      await answers.take(found.map((outcome) => ({ id: outcome.id, outcome, attempts: 1 })))
      await answers.advance(terminalId, Math.max(...found.map(({ outcomeNo }) => outcomeNo)))
    }
  }

  #schedule(inMs: number): void {
    clearTimeout(this.#timer)
    if (this.#isClosed) return
    this.#nextAtMs = performance.now() + inMs
    this.#timer = setTimeout(() => void this.probe(), inMs)
  }
}

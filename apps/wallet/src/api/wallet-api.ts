import { CodeStatus, IssueCodesResponse, MemberCards, MemberSession, MemberTransactions } from '@mps/shared/me'
import type { z } from 'zod'
import type { ServerClock } from '../clock/server-clock.ts'
import type { SessionStore } from '../session/session-store.ts'
import { ApiError } from './api-fault.ts'
import { type ApiCall, callApi } from './call-api.ts'

/** The code on the screen and one spare that starts when it ends, for a phone that loses its network meanwhile. */
const CODES_PER_ISSUE = 2

/** A session is renewed when less than this is left of it, so that nobody has to sign in again in front of a till. */
const SESSION_LEAD_MS = 5 * 60_000

/** The member's endpoints, as the screens call them. */
export class WalletApi {
  readonly #clock: ServerClock
  readonly #session: SessionStore
  #renewal: Promise<void> | null = null

  constructor(clock: ServerClock, session: SessionStore) {
    this.#clock = clock
    this.#session = session
  }

  async signIn(login: string, password: string): Promise<void> {
    this.#session.begin(await this.#timed(MemberSession, '/v1/me/session', { method: 'POST', body: { login, password } }))
  }

  cards(): Promise<z.infer<typeof MemberCards>> {
    return this.#signedIn(MemberCards, '/v1/me/cards')
  }

  issueCodes(cardId: string): Promise<z.infer<typeof IssueCodesResponse>> {
    return this.#signedIn(IssueCodesResponse, `/v1/me/cards/${cardId}/codes`, { method: 'POST', body: { count: CODES_PER_ISSUE } })
  }

  codeStatus(codeHash: string): Promise<z.infer<typeof CodeStatus>> {
    return this.#signedIn(CodeStatus, `/v1/me/codes/${codeHash}`)
  }

  transactions(cardId: string, cursor?: string): Promise<z.infer<typeof MemberTransactions>> {
    const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`
    return this.#signedIn(MemberTransactions, `/v1/me/cards/${cardId}/transactions${query}`)
  }

  async #signedIn<T>(schema: z.ZodType<T>, path: string, call: ApiCall = {}): Promise<T> {
    await this.#renewSessionWhenDue()
    const { session } = this.#session.snapshot()
    try {
      return await this.#timed(schema, path, { ...call, token: session?.token })
    } catch (error) {
      if (error instanceof ApiError && error.fault.kind === 'problem' && error.fault.status === 401) this.#session.end('expired')
      throw error
    }
  }

  // One renewal for all calls that wait for it; when it fails, the call itself finds out what is wrong.
  async #renewSessionWhenDue(): Promise<void> {
    const { session } = this.#session.snapshot()
    if (!session || session.expiresAtMs - this.#clock.nowMs() > SESSION_LEAD_MS) return
    this.#renewal ??= this.#timed(MemberSession, '/v1/me/session/renew', { method: 'POST', body: {}, token: session.token })
      .then(
        (answer) => this.#session.begin(answer),
        () => undefined,
      )
      .finally(() => (this.#renewal = null))
    await this.#renewal
  }

  async #timed<T>(schema: z.ZodType<T>, path: string, call: ApiCall): Promise<T> {
    const startedMs = this.#clock.startMs()
    const answer = await callApi(schema, path, call)
    if (hasServerTime(answer)) this.#clock.observe(answer.serverTime, startedMs)
    return answer
  }
}

function hasServerTime(answer: unknown): answer is { serverTime: string } {
  return typeof answer === 'object' && answer !== null && 'serverTime' in answer && typeof answer.serverTime === 'string'
}

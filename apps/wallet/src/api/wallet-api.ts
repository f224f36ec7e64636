import { CodeStatus, IssueCodesResponse, MemberCards, MemberSession, MemberTransactionDetail, MemberTransactions } from '@mps/shared/me'
import { MemberDebts } from '@mps/shared/late-decline'
import { type BeginRechargeRequest, RechargeIntent } from '@mps/shared/recharge'
import { z } from 'zod'
import type { ServerClock } from '../clock/server-clock.ts'
import { SessionRenewal } from '../session/session-renewal.ts'
import type { SessionStore } from '../session/session-store.ts'
import { ApiError } from './api-fault.ts'
import { type ApiCall, callApi } from './call-api.ts'
import type { Connection } from './connection.ts'

/** Whatever an answer says that the wallet reads nothing of. */
const Nothing = z.unknown()

/** The member's endpoints, as the screens call them. */
export class WalletApi {
  readonly #clock: ServerClock
  readonly #session: SessionStore
  readonly #connection: Connection
  readonly #renewal: SessionRenewal

  constructor(clock: ServerClock, session: SessionStore, connection: Connection) {
    this.#clock = clock
    this.#session = session
    this.#connection = connection
    this.#renewal = new SessionRenewal(clock, session, (token) =>
      this.#timed(MemberSession, '/v1/me/session/refresh', { method: 'POST', body: { refresh_token: token } }),
    )
  }

  /** @param isOwnPhone whether the session and what the wallet needs without a network may stay on this device */
  async signIn(login: string, password: string, isOwnPhone: boolean): Promise<void> {
    const answer = await this.#timed(MemberSession, '/v1/me/session', { method: 'POST', body: { login, password } })
    await this.#session.begin(answer, isOwnPhone)
  }

  cards(): Promise<MemberCards> {
    return this.#signedIn(MemberCards, '/v1/me/cards')
  }

  issueCodes(cardId: string, count: number): Promise<IssueCodesResponse> {
    return this.#signedIn(IssueCodesResponse, `/v1/me/cards/${cardId}/codes`, { method: 'POST', body: { count } })
  }

  codeStatus(codeHash: string): Promise<CodeStatus> {
    return this.#signedIn(CodeStatus, `/v1/me/codes/${codeHash}`)
  }

  /** @param cardId null for the transactions of all cards */
  transactions(cardId: string | null, cursor?: string): Promise<MemberTransactions> {
    const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`
    const path = cardId === null ? '/v1/me/transactions' : `/v1/me/cards/${cardId}/transactions`
    return this.#signedIn(MemberTransactions, path + query)
  }

  transaction(txNo: string): Promise<MemberTransactionDetail> {
    return this.#signedIn(MemberTransactionDetail, `/v1/me/transactions/${encodeURIComponent(txNo)}`)
  }

  debts(): Promise<MemberDebts> {
    return this.#signedIn(MemberDebts, '/v1/me/debts')
  }

  /** @param key the same for the same wish, so that a lost answer does not begin a second recharge */
  beginRecharge(cardId: string, body: z.input<typeof BeginRechargeRequest>, key: string): Promise<RechargeIntent> {
    return this.#signedIn(RechargeIntent, `/v1/me/cards/${cardId}/recharges`, { method: 'POST', body, idempotencyKey: key })
  }

  recharge(intentId: string): Promise<RechargeIntent> {
    return this.#signedIn(RechargeIntent, `/v1/me/recharges/${intentId}`)
  }

  cancelRecharge(intentId: string): Promise<RechargeIntent> {
    return this.#signedIn(RechargeIntent, `/v1/me/recharges/${intentId}/cancel`, { method: 'POST' })
  }

  async changeCardStatus(cardId: string, change: 'freeze' | 'unfreeze' | 'lost'): Promise<void> {
    await this.#signedIn(Nothing, `/v1/me/cards/${cardId}/${change}`, { method: 'POST', body: {} })
  }

  async bindCard(cardNo: string, password: string): Promise<void> {
    await this.#signedIn(Nothing, '/v1/me/bindings', { method: 'POST', body: { cardNo, password } })
  }

  async changePassword(password: string, newPassword: string): Promise<void> {
    await this.#signedIn(Nothing, '/v1/me/password', { method: 'POST', body: { password, newPassword } })
  }

  /** Ends the session here in any case, and at the server where it can be reached. */
  async signOut(): Promise<void> {
    const token = this.#session.snapshot().session?.token
    await this.#session.end('signed_out')
    if (token !== undefined) await this.#timed(Nothing, '/v1/me/session', { method: 'DELETE', token }).catch(() => undefined)
  }

  async signOutEverywhere(): Promise<void> {
    await this.#signedIn(Nothing, '/v1/me/sessions', { method: 'DELETE' })
    await this.#session.end('signed_out')
  }

  async #signedIn<T>(schema: z.ZodType<T>, path: string, call: ApiCall = {}): Promise<T> {
    const token = await this.#renewal.token()
    try {
      return await this.#timed(schema, path, { ...call, ...(token !== null && { token }) })
    } catch (error) {
      // A phone with a wrong clock may hold an ended token for a good one.
      if (token === null || !(error instanceof ApiError) || error.fault.kind !== 'problem' || error.fault.status !== 401) throw error
      await this.#renewal.renew(token)
      const renewed = await this.#renewal.token()
      return this.#timed(schema, path, { ...call, ...(renewed !== null && { token: renewed }) })
    }
  }

  async #timed<T>(schema: z.ZodType<T>, path: string, call: ApiCall): Promise<T> {
    const startedMs = this.#clock.startMs()
    const answer = await this.#noted(callApi(schema, path, call))
    if (hasServerTime(answer)) this.#clock.observe(answer.serverTime, startedMs)
    return answer
  }

  /** Notes whether the server was there: a refusal is an answer, too. */
  async #noted<T>(call: Promise<T>): Promise<T> {
    try {
      const answer = await call
      this.#connection.heard(true)
      return answer
    } catch (error) {
      this.#connection.heard(!(error instanceof ApiError && error.fault.kind === 'unreachable'))
      throw error
    }
  }
}

function hasServerTime(answer: unknown): answer is { serverTime: string } {
  return typeof answer === 'object' && answer !== null && 'serverTime' in answer && typeof answer.serverTime === 'string'
}

import { createClient } from '@mps/shared/api/client'
import { lateDeclineApi } from '@mps/shared/api/late-declines'
import { meApi } from '@mps/shared/api/me'
import { rechargeApi } from '@mps/shared/api/money'
import { myCardApi } from '@mps/shared/api/my-cards'
import { memberSessionApi } from '@mps/shared/api/sessions'
import type { Binding, CardMember } from '@mps/shared/card'
import type { MemberDebts } from '@mps/shared/late-decline'
import type { CodeStatus, IssueCodesResponse, MemberCards, MemberTransactionDetail, MemberTransactions } from '@mps/shared/me'
import type { BeginRechargeRequest, RechargeIntent } from '@mps/shared/recharge'
import type { SessionSummary } from '@mps/shared/session'
import type { z } from 'zod'
import type { ServerClock } from '../clock/server-clock.ts'
import { SessionRenewal } from '../session/session-renewal.ts'
import type { SessionStore } from '../session/session-store.ts'
import type { Connection } from './connection.ts'
import { ServerCalls } from './server-calls.ts'

/** Longer than a slow mobile network takes, shorter than people wait at a till. */
const TIMEOUT_MS = 8_000

const { readMyDebts } = lateDeclineApi
const { beginMyRecharge, readMyRecharge, cancelMyRecharge } = rechargeApi
const MEMBER_API = { ...meApi, ...myCardApi, ...memberSessionApi, readMyDebts, beginMyRecharge, readMyRecharge, cancelMyRecharge }

/** How a card's status changes, at the word of its owner or an admin of it. */
export type StatusChange = 'freeze' | 'unfreeze' | 'lost'

/** The member's endpoints, as the screens call them. */
export class WalletApi {
  readonly #session: SessionStore
  readonly #calls: ServerCalls
  readonly #renewal: SessionRenewal
  readonly #client = createClient(MEMBER_API, { timeoutMs: TIMEOUT_MS, token: () => this.#session.snapshot().session?.token })

  constructor(clock: ServerClock, session: SessionStore, connection: Connection) {
    this.#session = session
    this.#calls = new ServerCalls(clock, connection)
    this.#renewal = new SessionRenewal(clock, session, (refreshToken) =>
      this.#calls.watch(() => this.#client.refreshMemberSession({ body: { refresh_token: refreshToken } })),
    )
  }

  /** @param isOwnPhone whether the session and what the wallet needs without a network may stay on this device */
  async signIn(login: string, password: string, isOwnPhone: boolean): Promise<void> {
    const answer = await this.#calls.watch(() => this.#client.signInMember({ body: { login, password } }))
    await this.#session.begin(answer, isOwnPhone)
  }

  /** Ends the session here in any case, and at the server where it can be reached. */
  async signOut(): Promise<void> {
    const ended = this.#client.signOutMember().catch(() => undefined)
    // The call has its token by now; what the phone keeps need not wait for the answer.
    await Promise.all([ended, this.#session.end('signed_out')])
  }

  async signOutEverywhere(): Promise<void> {
    await this.#member(() => this.#client.signOutMemberEverywhere())
    await this.#session.end('signed_out')
  }

  async changePassword(password: string, newPassword: string): Promise<void> {
    await this.#member(() => this.#client.changeMemberPassword({ body: { password, newPassword } }))
  }

  /** Where the member is signed in, the newest first. */
  async sessions(): Promise<readonly SessionSummary[]> {
    const { sessions } = await this.#member(() => this.#client.listMemberSessions())
    return sessions
  }

  async endSession(sessionId: string): Promise<void> {
    await this.#member(() => this.#client.endMemberSession({ params: { sessionId } }))
  }

  cards(): Promise<MemberCards> {
    return this.#member(() => this.#client.readMyCards())
  }

  issueCodes(cardId: string, count: number): Promise<IssueCodesResponse> {
    return this.#member(() => this.#client.issueMyCodes({ params: { cardId }, body: { count } }))
  }

  codeStatus(codeHash: string): Promise<CodeStatus> {
    return this.#member(() => this.#client.readMyCode({ params: { codeHash } }))
  }

  /** @param cardId null for the transactions of all cards */
  transactions(cardId: string | null, cursor?: string): Promise<MemberTransactions> {
    const query = cursor === undefined ? {} : { cursor }
    return this.#member(() =>
      cardId === null ? this.#client.readAllMyTransactions({ query }) : this.#client.readMyTransactions({ params: { cardId }, query }),
    )
  }

  transaction(txNo: string): Promise<MemberTransactionDetail> {
    return this.#member(() => this.#client.readMyTransaction({ params: { txNo } }))
  }

  debts(): Promise<MemberDebts> {
    return this.#member(() => this.#client.readMyDebts())
  }

  /** @param key the same for the same wish, so that a lost answer does not begin a second recharge */
  beginRecharge(cardId: string, body: z.input<typeof BeginRechargeRequest>, key: string): Promise<RechargeIntent> {
    return this.#member(() => this.#client.beginMyRecharge({ params: { cardId }, body }, { idempotencyKey: key }))
  }

  recharge(intentId: string): Promise<RechargeIntent> {
    return this.#member(() => this.#client.readMyRecharge({ params: { intentId } }))
  }

  cancelRecharge(intentId: string): Promise<RechargeIntent> {
    return this.#member(() => this.#client.cancelMyRecharge({ params: { intentId } }))
  }

  async changeCardStatus(cardId: string, change: StatusChange): Promise<void> {
    const call = { freeze: 'freezeMyCard', unfreeze: 'unfreezeMyCard', lost: 'loseMyCard' } as const
    await this.#member(() => this.#client[call[change]]({ params: { cardId } }))
  }

  /** The new card's id. */
  async replaceCard(cardId: string): Promise<string> {
    const replaced = await this.#member(() => this.#client.replaceMyCard({ params: { cardId } }))
    return replaced.cardId
  }

  async bindCard(cardNo: string, password: string): Promise<string> {
    const bound = await this.#member(() => this.#client.bindMyselfToCard({ body: { cardNo, password } }))
    return bound.cardId
  }

  async cardMembers(cardId: string): Promise<readonly CardMember[]> {
    const { members } = await this.#member(() => this.#client.listMyCardMembers({ params: { cardId } }))
    return members
  }

  async changeCardMember(cardId: string, memberId: string, body: z.input<typeof Binding>): Promise<void> {
    await this.#member(() => this.#client.changeMyCardMember({ params: { cardId, memberId }, body }))
  }

  /** Takes somebody off a card; oneself, to leave it. */
  async unbindMember(cardId: string, memberId: string): Promise<void> {
    await this.#member(() => this.#client.unbindFromMyCard({ params: { cardId, memberId } }))
  }

  /** @param password null ends the binding by password */
  async setBindingPassword(cardId: string, password: string | null): Promise<void> {
    await this.#member(() => this.#client.setMyBindingPassword({ params: { cardId }, body: { password } }))
  }

  #member<T>(call: () => Promise<T>): Promise<T> {
    return this.#calls.asMember(this.#renewal, call)
  }
}

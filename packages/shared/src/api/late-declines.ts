import { z } from 'zod'
import { AdminResolveLateDecline, LateDecline, LateDeclines, LateDeclineState, MemberDebts, ResolveLateDecline } from '../late-decline.ts'
import { declare } from './endpoint.ts'
import { pageQuery, PathId } from './inputs.ts'

const params = z.object({ chargeId: PathId })
const query = z.strictObject({ ...pageQuery, state: LateDeclineState.optional() })
const answers = { 200: LateDecline }
const problems = ['already_resolved', 'approval_invalid'] as const

/** Charges accepted without the server and declined afterwards: charge again by an entry with `retryOf`, write off, or make a debt. */
export const lateDeclineApi = declare('Late declines', {
  listTerminalLateDeclines: {
    method: 'GET',
    path: '/v1/terminal/late-declines',
    actor: 'terminal',
    summary: 'The late declines of this terminal’s merchant, the newest first',
    query,
    answers: { 200: LateDeclines },
  },
  listMerchantLateDeclines: {
    method: 'GET',
    path: '/v1/merchant/late-declines',
    actor: 'merchant:manager',
    summary: 'The merchant’s late declines, the newest first',
    query,
    answers: { 200: LateDeclines },
  },
  listLateDeclines: {
    method: 'GET',
    path: '/v1/admin/late-declines',
    actor: 'admin',
    summary: 'Late declines of all merchants or of one, the newest first',
    query: query.extend({ merchantId: PathId.optional() }),
    answers: { 200: LateDeclines },
  },
  writeOffAtTerminal: {
    method: 'POST',
    path: '/v1/terminal/late-declines/{chargeId}/write-off',
    actor: 'terminal',
    summary: 'The merchant bears a late decline',
    params,
    body: ResolveLateDecline,
    answers,
    problems,
    idempotent: true,
  },
  writeOffForMerchant: {
    method: 'POST',
    path: '/v1/merchant/late-declines/{chargeId}/write-off',
    actor: 'merchant:manager',
    summary: 'The merchant bears a late decline',
    params,
    body: ResolveLateDecline,
    answers,
    problems,
    idempotent: true,
  },
  writeOffForPlatform: {
    method: 'POST',
    path: '/v1/admin/late-declines/{chargeId}/write-off',
    actor: 'admin',
    summary: 'The merchant bears a late decline',
    params,
    body: AdminResolveLateDecline,
    answers,
    problems: ['already_resolved'],
    idempotent: true,
  },
  makeDebtAtTerminal: {
    method: 'POST',
    path: '/v1/terminal/late-declines/{chargeId}/debt',
    actor: 'terminal',
    summary: 'The member owes a late decline; where the merchant’s policy allows it',
    params,
    body: ResolveLateDecline,
    answers,
    problems: [...problems, 'debt_not_allowed'],
    idempotent: true,
  },
  makeDebtForMerchant: {
    method: 'POST',
    path: '/v1/merchant/late-declines/{chargeId}/debt',
    actor: 'merchant:manager',
    summary: 'The member owes a late decline; where the merchant’s policy allows it',
    params,
    body: ResolveLateDecline,
    answers,
    problems: [...problems, 'debt_not_allowed'],
    idempotent: true,
  },
  makeDebtForPlatform: {
    method: 'POST',
    path: '/v1/admin/late-declines/{chargeId}/debt',
    actor: 'admin',
    summary: 'The member owes a late decline',
    params,
    body: AdminResolveLateDecline,
    answers,
    problems: ['already_resolved', 'debt_not_allowed'],
    idempotent: true,
  },
  readMyDebts: {
    method: 'GET',
    path: '/v1/me/debts',
    actor: 'member',
    summary: 'What I owe, and have owed',
    answers: { 200: MemberDebts },
  },
})

import { z } from 'zod'
import { ApprovalGranted, ApprovalRequest } from '../approval.ts'
import { AdminRechargeRequest, BeginRechargeRequest, RechargeAnswer, RechargeIntent } from '../recharge.ts'
import { AdminRefundRequest, MerchantRefundRequest, RefundAnswer } from '../refund.ts'
import { TxNo } from '../tx-no.ts'
import { declare } from './endpoint.ts'
import { PathId } from './inputs.ts'

const REFUND_PROBLEMS = [
  'amount_not_positive',
  'amount_too_precise',
  'amount_out_of_range',
  'payment_not_refundable',
  'refund_exceeds_payment',
] as const
const RECHARGE_PROBLEMS = [
  'amount_not_positive',
  'amount_too_precise',
  'amount_out_of_range',
  'currency_mismatch',
  'card_takes_no_recharge',
  'card_closed',
  'balance_ceiling_exceeded',
] as const
const APPROVAL_PROBLEMS = ['pin_wrong', 'pin_must_change', 'locked_out'] as const
const REPEATABLE_APPROVAL = 'a second approval does no harm, and a stored fingerprint of the body would give a PIN of four digits away'

/** A manager's PIN, verified by the server, approves one act. */
export const approvalApi = declare('Approvals', {
  approveAtTerminal: {
    method: 'POST',
    path: '/v1/terminal/approvals',
    actor: 'terminal',
    summary: 'A manager approves one act by PIN; for an entry or a write-off of this terminal',
    body: ApprovalRequest,
    answers: { 201: ApprovalGranted },
    problems: APPROVAL_PROBLEMS,
    repeatable: REPEATABLE_APPROVAL,
  },
  approveForMerchant: {
    method: 'POST',
    path: '/v1/merchant/approvals',
    actor: 'merchant:any',
    summary: 'A manager approves one act by PIN',
    body: ApprovalRequest,
    answers: { 201: ApprovalGranted },
    problems: APPROVAL_PROBLEMS,
    repeatable: REPEATABLE_APPROVAL,
  },
})

/** Giving a payment back, in parts or whole; a terminal does it by an entry of its log. */
export const refundApi = declare('Refunds', {
  refundForMerchant: {
    method: 'POST',
    path: '/v1/merchant/transactions/{txNo}/refunds',
    actor: 'merchant:any',
    summary: 'Give back part or all of a payment of this merchant, with a manager’s approval',
    params: z.object({ txNo: TxNo }),
    body: MerchantRefundRequest,
    answers: { 201: RefundAnswer },
    problems: [...REFUND_PROBLEMS, 'approval_invalid'],
    idempotent: true,
  },
  refundForPlatform: {
    method: 'POST',
    path: '/v1/admin/transactions/{txNo}/refunds',
    actor: 'admin',
    summary: 'Give back part or all of any payment',
    params: z.object({ txNo: TxNo }),
    body: AdminRefundRequest,
    answers: { 201: RefundAnswer },
    problems: REFUND_PROBLEMS,
    idempotent: true,
  },
})

/** Loading cards; at a till it is an entry of the terminal's log. */
export const rechargeApi = declare('Recharges', {
  rechargeCard: {
    method: 'POST',
    path: '/v1/admin/cards/{cardId}/recharges',
    actor: 'admin',
    summary: 'Put money on a card that was paid outside of MPS',
    params: z.object({ cardId: PathId }),
    body: AdminRechargeRequest,
    answers: { 201: RechargeAnswer },
    problems: RECHARGE_PROBLEMS,
    idempotent: true,
  },
  beginMyRecharge: {
    method: 'POST',
    path: '/v1/me/cards/{cardId}/recharges',
    actor: 'member',
    summary: 'Begin a recharge through the payment provider',
    description: 'The answer’s payUrl is where the member pays; the recharge is completed when the provider has said so.',
    params: z.object({ cardId: PathId }),
    body: BeginRechargeRequest,
    answers: { 201: RechargeIntent },
    problems: [...RECHARGE_PROBLEMS, 'recharge_unavailable'],
    idempotent: true,
  },
  readMyRecharge: {
    method: 'GET',
    path: '/v1/me/recharges/{intentId}',
    actor: 'member',
    summary: 'How a recharge stands',
    params: z.object({ intentId: PathId }),
    answers: { 200: RechargeIntent },
  },
  cancelMyRecharge: {
    method: 'POST',
    path: '/v1/me/recharges/{intentId}/cancel',
    actor: 'member',
    summary: 'Give up a pending recharge',
    params: z.object({ intentId: PathId }),
    answers: { 200: RechargeIntent },
    problems: ['state_conflict'],
    repeatable: 'a cancelled recharge stays cancelled',
  },
})

import { z } from 'zod'
import { Instant } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { PositiveAmountMinor } from './money.ts'
import { plainText } from './text.ts'

/**
 * What a manager's PIN can approve, and what its `subject` names: `refund` the payment's txNo, `void` the charge's id, `recharge` the code's
 * hash, `write_off` and `member_debt` the late decline's charge id.
 */
export const ApprovalAction = z.enum(['refund', 'void', 'recharge', 'write_off', 'member_debt'])
export type ApprovalAction = z.infer<typeof ApprovalAction>

export const APPROVAL_LIFE_S = 300

const MOVES_MONEY: readonly ApprovalAction[] = ['refund', 'recharge']

/** Four to eight digits. A PIN is never proof by itself: it goes to the server, which counts the failures. */
export const Pin = z.string().regex(/^\d{4,8}$/)

/** Keys that lie in a line on a pad, and years in which people were born. */
const TRIED_FIRST = /^(2580|0852|1379|1397|7139|(19|20)\d\d)$/
const RUNS = ['01234567890123', '98765432109876']

/**
 * Whether a new PIN is among the first that anybody tries: one or two digits only, a run up or down, a line of the pad, a year.
 * Of four digits that is one PIN in twelve.
 */
export function isSimplePin(pin: string): boolean {
  return new Set(pin).size < 3 || TRIED_FIRST.test(pin) || RUNS.some((run) => run.includes(pin))
}

/**
 * `POST /v1/terminal/approvals` and `POST /v1/merchant/approvals`: a manager approves one act by PIN. It takes no Idempotency-Key: a second
 * approval does no harm, and a stored fingerprint of the body would give four digits away.
 */
export const ApprovalRequest = z
  .strictObject({
    managerId: AnyUuid,
    pin: Pin,
    action: ApprovalAction,
    subject: plainText(1, 100),
    /** The most that may move; needed for `refund` and `recharge`, and for nothing else. */
    amount: PositiveAmountMinor.optional(),
  })
  .refine(({ action, amount }) => MOVES_MONEY.includes(action) === (amount !== undefined), {
    path: ['amount'],
    error: 'needed for refund and recharge, and for nothing else',
  })
export type ApprovalRequest = z.infer<typeof ApprovalRequest>

/** Good once, for this act and subject, until `expiresAt`. */
export const ApprovalGranted = z.object({
  approvalId: AnyUuid,
  managerId: AnyUuid,
  action: ApprovalAction,
  subject: z.string(),
  amount: PositiveAmountMinor.nullable(),
  expiresAt: Instant,
  serverTime: Instant,
})
export type ApprovalGranted = z.infer<typeof ApprovalGranted>

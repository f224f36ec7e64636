import { z } from 'zod'
import { DeclineCode } from './decline-codes.ts'
import { Instant, Sha256 } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { AmountMinor, DiscountPermille } from './money.ts'
import { plainText } from './text.ts'

/** What became of a late decline; one state, since at most one of the three ends ever happens. */
export const LateDeclineState = z.enum(['open', 'charged_again', 'member_debt', 'written_off'])
export type LateDeclineState = z.infer<typeof LateDeclineState>

/**
 * A charge that the till accepted without the server and the server declined afterwards. `codeHash` and `scannedAt` are what an entry with
 * `retryOf: chargeId` repeats to charge again: no more than `amount`, until `mayChargeAgainUntil`.
 */
export const LateDecline = z.object({
  chargeId: AnyUuid,
  terminalId: AnyUuid,
  terminalLabel: z.string(),
  merchantId: AnyUuid,
  /** Null where the code named nobody. */
  memberNo: z.string().nullable(),
  /** The last four digits of the card. */
  cardEnding: z.string().nullable(),
  codeHash: Sha256,
  scannedAt: Instant,
  amount: AmountMinor,
  final: AmountMinor,
  /** What the code said, so that any till of the shop can quote it again; null once the code is no longer kept, absent where the server is older. */
  discount: DiscountPermille.nullable().optional(),
  code: DeclineCode,
  state: LateDeclineState,
  /** Why it was written off or made a debt. */
  reason: z.string().nullable(),
  declinedAt: Instant,
  resolvedAt: Instant.nullable(),
  ageS: z.int().min(0),
  mayChargeAgainUntil: Instant,
  /** Whether the merchant may turn it into the member's debt. */
  mayBecomeDebt: z.boolean(),
})
export type LateDecline = z.infer<typeof LateDecline>

export const LateDeclines = z.object({ lateDeclines: z.array(LateDecline), next: z.string().nullable() })
export type LateDeclines = z.infer<typeof LateDeclines>

/** Ends a late decline by a manager's PIN: `POST /v1/{terminal,merchant}/late-declines/{chargeId}/write-off` and `…/debt`. */
export const ResolveLateDecline = z.strictObject({
  reason: plainText(1, 200),
  /** From `POST …/approvals` for `write_off` or `member_debt` and this charge. */
  approvalId: AnyUuid,
})
/** The same by an administrator, who needs no approval. */
export const AdminResolveLateDecline = z.strictObject({ reason: plainText(1, 200) })

/** What a member owes for a charge that could not be taken; the next recharge repays it first. */
export const MemberDebt = z.object({
  id: AnyUuid,
  cardId: AnyUuid,
  merchantName: z.string(),
  amount: AmountMinor,
  repaid: AmountMinor,
  left: AmountMinor,
  declineCode: DeclineCode,
  scannedAt: Instant,
  createdAt: Instant,
})
export type MemberDebt = z.infer<typeof MemberDebt>

/** `GET /v1/me/debts`: open and repaid ones, the newest first. */
export const MemberDebts = z.object({ debts: z.array(MemberDebt), owed: AmountMinor, currency: z.string() })
export type MemberDebts = z.infer<typeof MemberDebts>

import { z } from 'zod'
import { Instant } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { AmountMinor, SignedAmountMinor } from './money.ts'
import { plainText } from './text.ts'
import { BusinessDay } from './totals.ts'

const Count = z.int().min(0)

/** `draft` may still be thrown away; `confirmed` and `paid` never change again. */
export const SettlementStatus = z.enum(['draft', 'confirmed', 'paid'])

/** What the platform owes a merchant for a run of its business days: net = gross − refunds − fees − heldRecharges + carriedOver. */
export const Settlement = z.object({
  id: AnyUuid,
  merchantId: AnyUuid,
  firstDay: BusinessDay,
  lastDay: BusinessDay,
  /** The merchant's zone when it was made; the days are days of it. */
  timeZone: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  /** What it earned: balance payments, and late declines that the platform turned into a member's debt. */
  gross: AmountMinor,
  refunds: AmountMinor,
  fees: SignedAmountMinor,
  /** Money of members that the merchant took in at its tills and holds. */
  heldRecharges: SignedAmountMinor,
  /** A negative net of the settlement before, else 0. */
  carriedOver: SignedAmountMinor,
  net: SignedAmountMinor,
  paymentCount: Count,
  refundCount: Count,
  rechargeCount: Count,
  status: SettlementStatus,
  /** Null where the daily job made it. */
  generatedBy: AnyUuid.nullable(),
  confirmedBy: AnyUuid.nullable(),
  confirmedAt: Instant.nullable(),
  paidBy: AnyUuid.nullable(),
  paidAt: Instant.nullable(),
  payoutReference: z.string().nullable(),
  createdAt: Instant,
})
export type Settlement = z.infer<typeof Settlement>

/** A list, the newest first. */
export const Settlements = z.object({ settlements: z.array(Settlement), next: z.string().nullable() })
export type Settlements = z.infer<typeof Settlements>

/** Which business days a settlement is to cover, the last included. */
export const GenerateSettlementRequest = z.strictObject({ firstDay: BusinessDay, lastDay: BusinessDay })

/** How the bank knows the pay-out. */
export const PaySettlementRequest = z.strictObject({ reference: plainText(1, 100) })

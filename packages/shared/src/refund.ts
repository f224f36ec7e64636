import { z } from 'zod'
import { Instant, PaymentMethod } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { AmountMinor, PositiveAmountMinor } from './money.ts'
import { plainText } from './text.ts'
import { TxNo } from './tx-no.ts'

/** `POST /v1/merchant/transactions/{txNo}/refunds`: part or all of a payment, as a manager's PIN has approved it. */
export const MerchantRefundRequest = z.strictObject({
  amount: PositiveAmountMinor,
  reason: plainText(1, 200),
  /** From `POST /v1/merchant/approvals`, for this payment and at least this amount. */
  approvalId: AnyUuid,
})

/** `POST /v1/admin/transactions/{txNo}/refunds`. */
export const AdminRefundRequest = z.strictObject({ amount: PositiveAmountMinor, reason: plainText(1, 200) })

export const RefundAnswer = z.object({
  txNo: TxNo,
  paymentTxNo: TxNo,
  amount: PositiveAmountMinor,
  /** What remains paid. */
  left: AmountMinor,
  /** The way the money goes back: `balance` to the card, `cash` out of the till, where the card is closed or cash was paid. */
  payOut: PaymentMethod,
  /** The points that the card lost, zero or less. */
  points: z.int().max(0),
  refundedAt: Instant,
})
export type RefundAnswer = z.infer<typeof RefundAnswer>

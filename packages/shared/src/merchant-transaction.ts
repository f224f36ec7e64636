import { z } from 'zod'
import { CardType } from './card-number.ts'
import { DeclineCode } from './decline-codes.ts'
import { Instant, PaymentMethod } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { AmountMinor, DiscountPermille } from './money.ts'

export const TransactionType = z.enum(['payment', 'refund', 'recharge'])
export const TransactionStatus = z.enum(['processing', 'completed', 'failed', 'refunded'])

const common = {
  id: AnyUuid,
  txNo: z.string(),
  txType: TransactionType,
  status: TransactionStatus,
  declineCode: DeclineCode.nullable(),
  reason: z.string().nullable(),
  method: PaymentMethod,
  rawAmount: AmountMinor,
  discount: DiscountPermille,
  finalAmount: AmountMinor,
  /** What of a payment has been given back. */
  refundedAmount: AmountMinor,
  /** Negative for a refund. */
  points: z.int(),
  /** The last four digits: nobody here needs the whole number. */
  cardSuffix: z.string().nullable(),
  cardType: CardType.nullable(),
  memberNo: z.string().nullable(),
  merchantId: AnyUuid.nullable(),
  merchantName: z.string().nullable(),
  terminalId: AnyUuid.nullable(),
  terminalLabel: z.string().nullable(),
  cashierId: AnyUuid.nullable(),
  cashierName: z.string().nullable(),
  /** For a refund: the payment that it gives back. */
  originalTxNo: z.string().nullable(),
  /** The terminal's own id of what it recorded, as on a receipt that was printed before the settlement. */
  entryId: AnyUuid.nullable(),
  scannedAt: Instant.nullable(),
  createdAt: Instant,
}

/** A transaction as the merchant's managers and administrators see it. */
export const MerchantTransaction = z.object({ ...common, fee: AmountMinor })
export type MerchantTransaction = z.infer<typeof MerchantTransaction>
export const MerchantTransactions = z.object({ transactions: z.array(MerchantTransaction), next: z.string().nullable() })
export type MerchantTransactions = z.infer<typeof MerchantTransactions>

/** The same as a cashier sees it. */
export const TerminalTransaction = z.object(common)
export type TerminalTransaction = z.infer<typeof TerminalTransaction>
export const TerminalTransactions = z.object({ transactions: z.array(TerminalTransaction), next: z.string().nullable() })
export type TerminalTransactions = z.infer<typeof TerminalTransactions>

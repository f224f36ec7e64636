import type { MerchantTransaction } from '@mps/shared'
import { stringify } from 'csv-stringify/sync'
import { numericFromMinor } from '../db/numeric.ts'

type Column = [name: string, value: (transaction: MerchantTransaction) => string | number | null]

/** Amounts as decimals, because a spreadsheet is where this goes. */
const COLUMNS: Column[] = [
  ['tx_no', ({ txNo }) => txNo],
  ['settled_at', ({ createdAt }) => createdAt],
  ['scanned_at', ({ scannedAt }) => scannedAt],
  ['type', ({ txType }) => txType],
  ['status', ({ status }) => status],
  ['decline_code', ({ declineCode }) => declineCode],
  ['method', ({ method }) => method],
  ['raw_amount', ({ rawAmount }) => numericFromMinor(rawAmount)],
  ['discount', ({ discount }) => (discount / 1000).toFixed(3)],
  ['final_amount', ({ finalAmount }) => numericFromMinor(finalAmount)],
  ['refunded_amount', ({ refundedAmount }) => numericFromMinor(refundedAmount)],
  ['fee', ({ fee }) => numericFromMinor(fee)],
  ['points', ({ points }) => points],
  ['card_suffix', ({ cardSuffix }) => cardSuffix],
  ['card_type', ({ cardType }) => cardType],
  ['member_no', ({ memberNo }) => memberNo],
  ['terminal', ({ terminalLabel }) => terminalLabel],
  ['cashier', ({ cashierName }) => cashierName],
  ['original_tx_no', ({ originalTxNo }) => originalTxNo],
  ['reason', ({ reason }) => reason],
]

/** The first line; the mark before it tells spreadsheets that this is UTF-8. */
export const csvHeader = (): string => `\uFEFF${stringify([COLUMNS.map(([name]) => name)])}`

/** Lines of CSV. A text that a spreadsheet would take for a formula, such as a reason that begins with "=", is made one that it does not. */
export function csvLines(transactions: MerchantTransaction[]): string {
  const records = transactions.map((transaction) => COLUMNS.map(([, value]) => value(transaction)))
  return stringify(records, { escape_formulas: true })
}

import { z } from 'zod'
import { Instant, PaymentMethod } from '../entry.ts'
import { AnyUuid } from '../ids.ts'
import { MerchantTransactions, TerminalTransactions, TransactionStatus, TransactionType } from '../merchant-transaction.ts'
import { QueryInt } from '../query.ts'
import { MerchantTotals, TerminalCounts } from '../report.ts'
import { BusinessDay } from '../totals.ts'
import { TxNo } from '../tx-no.ts'
import { declare, streamed } from './endpoint.ts'
import { pageQuery, PathId } from './inputs.ts'

const merchant = z.object({ merchantId: PathId })
const QueryAmount = QueryInt.pipe(z.int().max(999_999_999_999))

/** How transactions are searched; what is left out does not filter. Times are of the settlement, `to` is not included. */
const filter = {
  txNo: TxNo.optional(),
  entryId: AnyUuid.optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  minAmount: QueryAmount.optional(),
  maxAmount: QueryAmount.optional(),
  status: TransactionStatus.optional(),
  txType: TransactionType.optional(),
  method: PaymentMethod.optional(),
  terminalId: AnyUuid.optional(),
  cashierId: AnyUuid.optional(),
  /** The last four digits of a card. */
  cardSuffix: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
}
export const TransactionFilter = z.strictObject(filter)
export type TransactionFilter = z.infer<typeof TransactionFilter>

const search = z.strictObject({ ...filter, ...pageQuery })
const exportQuery = z.strictObject({ ...filter, format: z.enum(['csv', 'json']).default('csv') })
const days = z.strictObject({ firstDay: BusinessDay, lastDay: BusinessDay })

/** What happened, added up, searched and taken out. */
export const reportApi = declare('Reports', {
  searchTerminalTransactions: {
    method: 'GET',
    path: '/v1/terminal/transactions',
    actor: 'terminal',
    summary: 'Look up a transaction of the shop, such as one to refund',
    description: 'The last 35 days; any age by the whole number or by the entry that a receipt names.',
    query: search,
    answers: { 200: TerminalTransactions },
    problems: ['not_found'],
  },
  searchMerchantTransactions: {
    method: 'GET',
    path: '/v1/merchant/transactions',
    actor: 'merchant:manager',
    summary: 'Search my merchant’s transactions, the newest first',
    query: search,
    answers: { 200: MerchantTransactions },
    problems: ['not_found'],
  },
  exportMerchantTransactions: {
    method: 'GET',
    path: '/v1/merchant/transactions/export',
    actor: 'merchant:manager',
    summary: 'Take my merchant’s transactions out, as CSV or JSON',
    query: exportQuery,
    answers: { 200: streamed('text/csv', 'application/json') },
    problems: ['not_found'],
  },
  readMerchantTotals: {
    method: 'GET',
    path: '/v1/merchant/totals',
    actor: 'merchant:manager',
    summary: 'My merchant’s totals by day, hour, terminal, cashier, card type and payment method',
    query: days,
    answers: { 200: MerchantTotals },
    problems: ['not_found', 'settlement_period_wrong'],
  },
  readTerminalCounts: {
    method: 'GET',
    path: '/v1/merchant/terminal-counts',
    actor: 'merchant:manager',
    summary: 'What each terminal has made against what the server holds of it',
    answers: { 200: TerminalCounts },
    problems: ['not_found'],
  },
  getMerchantTransactions: {
    method: 'GET',
    path: '/v1/admin/merchants/{merchantId}/transactions',
    actor: 'admin',
    summary: 'Search a merchant’s transactions, the newest first',
    params: merchant,
    query: search,
    answers: { 200: MerchantTransactions },
  },
  getMemberTransactions: {
    method: 'GET',
    path: '/v1/admin/members/{memberId}/transactions',
    actor: 'admin',
    summary: 'Search the transactions of a member’s cards, the newest first',
    params: z.object({ memberId: PathId }),
    query: search,
    answers: { 200: MerchantTransactions },
  },
  exportTransactionsOfMerchant: {
    method: 'GET',
    path: '/v1/admin/merchants/{merchantId}/transactions/export',
    actor: 'admin',
    summary: 'Take a merchant’s transactions out, as CSV or JSON',
    params: merchant,
    query: exportQuery,
    answers: { 200: streamed('text/csv', 'application/json') },
  },
  readTotalsOfMerchant: {
    method: 'GET',
    path: '/v1/admin/merchants/{merchantId}/totals',
    actor: 'admin',
    summary: 'A merchant’s totals',
    params: merchant,
    query: days,
    answers: { 200: MerchantTotals },
    problems: ['settlement_period_wrong'],
  },
  readTerminalCountsOfMerchant: {
    method: 'GET',
    path: '/v1/admin/merchants/{merchantId}/terminal-counts',
    actor: 'admin',
    summary: 'What each terminal of a merchant has made against what the server holds of it',
    params: merchant,
    answers: { 200: TerminalCounts },
  },
})

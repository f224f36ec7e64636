import type { MerchantTotals, TerminalCounts } from '@mps/shared'
import { reportApi } from '@mps/shared/api'
import type pg from 'pg'
import { implement, type Route } from '../http/implement.ts'
import { exportTransactions } from './export-transactions.ts'
import { searchTransactions } from './search-transactions.ts'

/** Totals, search and export: for a merchant's managers over their own, for administrators over any, for a cashier's terminal what is recent. */
export function reportRoutes(): Route[] {
  return implement(reportApi, {
    searchTerminalTransactions: ({ query, transact }) =>
      transact((client) => searchTransactions(client, 'get_terminal_transactions', [], query)),
    searchMerchantTransactions: ({ actor, query, transact }) =>
      transact((client) => searchTransactions(client, 'get_merchant_transactions', [actor.merchantId], query)),
    exportMerchantTransactions: ({ actor, query, transact }) => exportTransactions(transact, actor.merchantId, query),
    readMerchantTotals: ({ actor, query, transact }) => transact((client) => readTotals(client, actor.merchantId, query)),
    readTerminalCounts: ({ actor, transact }) => transact((client) => readCounts(client, actor.merchantId)),
    getMerchantTransactions: ({ params, query, transact }) =>
      transact((client) => searchTransactions(client, 'get_merchant_transactions', [params.merchantId], query)),
    getMemberTransactions: ({ params, query, transact }) =>
      transact((client) => searchTransactions(client, 'get_member_transactions', [params.memberId], query)),
    exportTransactionsOfMerchant: ({ params, query, transact }) => exportTransactions(transact, params.merchantId, query),
    readTotalsOfMerchant: ({ params, query, transact }) => transact((client) => readTotals(client, params.merchantId, query)),
    readTerminalCountsOfMerchant: ({ params, transact }) => transact((client) => readCounts(client, params.merchantId)),
  })
}

type Days = { firstDay: string; lastDay: string }

async function readTotals(client: pg.PoolClient, merchantId: string, { firstDay, lastDay }: Days): Promise<MerchantTotals> {
  const { rows } = await client.query<{ totals: MerchantTotals }>('select app.merchant_totals($1, $2, $3) as totals', [
    merchantId,
    firstDay,
    lastDay,
  ])
  return rows[0]!.totals
}

async function readCounts(client: pg.PoolClient, merchantId: string): Promise<TerminalCounts> {
  const { rows } = await client.query<TerminalCounts>('select app.merchant_terminal_counts($1) as terminals', [merchantId])
  return rows[0]!
}

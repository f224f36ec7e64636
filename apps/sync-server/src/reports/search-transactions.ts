import type { MerchantTransaction, TerminalTransaction } from '@mps/shared'
import type { TransactionFilter } from '@mps/shared/api'
import type pg from 'pg'
import { z } from 'zod'
import { CursorText, encodeCursor } from '../me/transactions-cursor.ts'

/** The cursor is opaque to the contract; what no page of this list ended with fails the validation under its name. */
const Page = z.object({ cursor: CursorText.optional() })

type SearchQuery = TransactionFilter & { cursor?: string | undefined; limit: number }
/** What each of the searches finds. */
type Found = {
  get_merchant_transactions: MerchantTransaction
  get_member_transactions: MerchantTransaction
  get_terminal_transactions: TerminalTransaction
}
type Row<Call extends keyof Found> = { cursor_at: string; id: string; document: Found[Call] }

/** A page of a search by one of the functions `app.get_…_transactions`; `values` are its arguments before the filter. */
export async function searchTransactions<Call extends keyof Found>(
  client: pg.PoolClient,
  call: Call,
  values: string[],
  { cursor: text, limit, ...filter }: SearchQuery,
): Promise<{ transactions: Found[Call][]; next: string | null }> {
  const { cursor } = Page.parse({ cursor: text })
  const before = cursor ? { beforeAt: cursor.at, beforeId: cursor.id } : {}
  const places = Array.from({ length: values.length + 2 }, (_, i) => `$${i + 1}`).join(', ')
  // One more than asked for tells whether there is a next page.
  const { rows } = await client.query<Row<Call>>(`select cursor_at, id, document from app.${call}(${places})`, [
    ...values,
    { ...searchFilter(filter), ...before },
    limit + 1,
  ])
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    transactions: page.map(({ document }) => document),
    next: rows.length > limit && last ? encodeCursor({ at: last.cursor_at, id: last.id }) : null,
  }
}

/** A filter as `app.transaction_search_sql` reads it. */
export function searchFilter({ status, txType, method, ...rest }: TransactionFilter): Record<string, unknown> {
  return {
    ...rest,
    ...(status !== undefined && { statuses: [status] }),
    ...(txType !== undefined && { txTypes: [txType] }),
    ...(method !== undefined && { methods: [method] }),
  }
}

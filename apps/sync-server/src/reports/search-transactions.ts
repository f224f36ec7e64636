import type { TransactionFilter } from '@mps/shared/api'
import type pg from 'pg'
import { z } from 'zod'
import { CursorText, encodeCursor } from '../me/transactions-cursor.ts'

/** The cursor is opaque to the contract; what no page of this list ended with fails the validation under its name. */
const Page = z.object({ cursor: CursorText.optional() })

type SearchQuery = TransactionFilter & { cursor?: string | undefined; limit: number }
type Row<Document> = { cursor_at: string; id: string; document: Document }

/** A page of a search by one of the functions `app.get_…_transactions`; `values` are its arguments before the filter. */
export async function searchTransactions<Document>(
  client: pg.PoolClient,
  call: 'get_merchant_transactions' | 'get_member_transactions' | 'get_terminal_transactions',
  values: string[],
  { cursor: text, limit, ...filter }: SearchQuery,
): Promise<{ transactions: Document[]; next: string | null }> {
  const { cursor } = Page.parse({ cursor: text })
  const before = cursor ? { beforeAt: cursor.at, beforeId: cursor.id } : {}
  const places = Array.from({ length: values.length + 2 }, (_, i) => `$${i + 1}`).join(', ')
  // One more than asked for tells whether there is a next page.
  const { rows } = await client.query<Row<Document>>(`select cursor_at, id, document from app.${call}(${places})`, [
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

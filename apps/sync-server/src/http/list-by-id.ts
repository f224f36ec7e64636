import type pg from 'pg'
import { idOfCursor, idPage } from './id-page.ts'

type PageQuery = { cursor?: string | undefined; limit: number }
/** A list: what it selects (an `id` among it) from which tables, under which conditions on `values`; `alias` is the table whose id it is. */
type List = { select: string; where: string[]; alias: string; values: unknown[] }
type ListPage<Row> = { rows: Row[]; next: string | null }

/**
 * A page of a list, the newest first; cursor, order and limit are added here. Ids are UUIDs of version 7, which ascend with time, so the id of a
 * page's last row is all that a cursor needs.
 */
export async function listById<Row extends { id: string }>(
  client: pg.ClientBase,
  { cursor, limit }: PageQuery,
  { select, where, alias, values }: List,
): Promise<ListPage<Row>> {
  const conditions = [...where, `($${values.length + 1}::uuid is null or ${alias}.id < $${values.length + 1})`]
  // One more than asked for tells whether there is a next page.
  const text = `${select} where ${conditions.join(' and ')} order by ${alias}.id desc limit $${values.length + 2}`
  const { rows } = await client.query<Row>(text, [...values, idOfCursor(cursor), limit + 1])
  const { page, next } = idPage(rows, limit)
  return { rows: page, next }
}

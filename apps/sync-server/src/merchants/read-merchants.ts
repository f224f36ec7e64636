import type { MerchantSummary } from '@mps/shared/merchant'
import type pg from 'pg'
import { listById } from '../http/list-by-id.ts'
import { ProblemError } from '../problem.ts'

const SELECT = `select m.id, m.code, m.name, m.time_zone as "timeZone", m.status, m.blocked_at as "blockedAt",
  (m.fee_rate * 10000)::int as "feePermyriad", m.late_decline_policy as "lateDeclinePolicy", m.created_at as "createdAt" from app.merchants m`

type Query = { cursor?: string | undefined; limit: number; status?: string | undefined; code?: string | undefined }

/** Merchants, the newest first. */
export async function listMerchants(client: pg.ClientBase, query: Query): Promise<{ merchants: MerchantSummary[]; next: string | null }> {
  const { rows, next } = await listById<MerchantSummary>(client, query, {
    select: SELECT,
    alias: 'm',
    where: ['($1::text is null or m.status = $1)', '($2::text is null or m.code = $2)'],
    values: [query.status ?? null, query.code ?? null],
  })
  return { merchants: rows, next }
}

/** One merchant that this transaction may see. */
export async function readMerchant(client: pg.ClientBase, merchantId: string): Promise<MerchantSummary> {
  const { rows } = await client.query<MerchantSummary>(`${SELECT} where m.id = $1`, [merchantId])
  if (!rows[0]) throw new ProblemError('not_found')
  return rows[0]
}

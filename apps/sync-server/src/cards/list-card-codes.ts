import type { CodeRecords } from '@mps/shared/card'
import type pg from 'pg'
import type { z } from 'zod'
import { listById } from '../http/list-by-id.ts'
import { ProblemError } from '../problem.ts'

type Page = z.infer<typeof CodeRecords>

/** What codes a card had, the newest first. */
export async function listCardCodes(
  client: pg.ClientBase,
  cardId: string,
  query: { cursor?: string | undefined; limit: number },
): Promise<Page> {
  const known = await client.query('select from app.member_cards c where c.id = $1', [cardId])
  if (known.rowCount === 0) throw new ProblemError('not_found')
  const { rows, next } = await listById<Page['codes'][number]>(client, query, {
    select: `select q.id, q.member_id as "memberId", (q.discount * 1000)::int as discount, (q.offline_limit * 100)::bigint as "offlineLimit",
      q.issued_at as "issuedAt", q.valid_from as "validFrom", q.expires_at as "expiresAt", q.revoked_at as "revokedAt", q.spent_by as "spentBy"
      from app.card_qr_history q`,
    alias: 'q',
    where: ['q.card_id = $1'],
    values: [cardId],
  })
  return { codes: rows, next }
}

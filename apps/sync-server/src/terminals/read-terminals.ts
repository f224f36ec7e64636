import type { TerminalState } from '@mps/shared/terminal'
import type pg from 'pg'
import { listById } from '../http/list-by-id.ts'
import { ProblemError } from '../problem.ts'

const SELECT = `select t.id, t.merchant_id as "merchantId", t.label, t.status, case when t.status = 'revoked' then t.blocked_at end as "revokedAt",
  t.drain_allowed as "drainAllowed", t.current_epoch as epoch, t.last_seen_at as "lastSeenAt", t.app_version as app,
  t.clock_offset_ms as "clockOffsetMs", t.queue_depth as "queueDepth", (t.queue_sum * 100)::bigint as "queueSum",
  t.queue_oldest_age_s as "oldestAgeS", app.missing_count(t.id) as missing, t.created_at as "createdAt" from app.terminals t`

type Query = { cursor?: string | undefined; limit: number; status?: string | undefined; merchantId?: string | undefined }

/** Terminals as they last reported, the newest first. */
export async function listTerminals(client: pg.ClientBase, query: Query): Promise<{ terminals: TerminalState[]; next: string | null }> {
  const { rows, next } = await listById<TerminalState>(client, query, {
    select: SELECT,
    alias: 't',
    where: ['($1::text is null or t.status = $1)', query.merchantId === undefined ? '$2::uuid is null' : 't.merchant_id = $2'],
    values: [query.status ?? null, query.merchantId ?? null],
  })
  return { terminals: rows, next }
}

/** One terminal that this transaction may see. */
export async function readTerminal(client: pg.ClientBase, terminalId: string): Promise<TerminalState> {
  const { rows } = await client.query<TerminalState>(`${SELECT} where t.id = $1`, [terminalId])
  if (!rows[0]) throw new ProblemError('not_found')
  return rows[0]
}

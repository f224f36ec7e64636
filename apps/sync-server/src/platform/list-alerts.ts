import type { Alerts } from '@mps/shared/platform'
import type pg from 'pg'
import type { z } from 'zod'
import { listById } from '../http/list-by-id.ts'

type Page = z.infer<typeof Alerts>
type Query = { cursor?: string | undefined; limit: number; open?: 'true' | 'false' | undefined }

/** Alerts, the newest first; open ones are neither seen nor over. */
export async function listAlerts(client: pg.ClientBase, query: Query): Promise<Page> {
  const { rows, next } = await listById<Page['alerts'][number]>(client, query, {
    select: `select a.id, a.kind, a.severity, a.object_type as "objectType", a.object_id as "objectId", a.context, a.created_at as "openedAt",
      a.resolved_at as "resolvedAt", a.acknowledged_at as "acknowledgedAt" from app.alerts a`,
    alias: 'a',
    where: ['($1::boolean is null or $1 = (a.acknowledged_at is null and a.resolved_at is null))'],
    values: [query.open ?? null],
  })
  return { alerts: rows, next }
}

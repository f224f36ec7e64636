import type { AuditEvents } from '@mps/shared'
import { auditApi } from '@mps/shared/api'
import type { AuditQuery } from '@mps/shared/api/audit'
import type pg from 'pg'
import { implement, type Route } from '../http/implement.ts'
import { ProblemError } from '../problem.ts'

type Event = AuditEvents['events'][number]

/** An admin reads the audit trail under the row level security of an admin: no function of ours stands between. */
export const auditRoutes = (): Route[] =>
  implement(auditApi, {
    searchAudit: ({ query, transact }) => transact((client) => searchAudit(client, query)),
    verifyAudit: ({ transact }) =>
      transact(async (client) => {
        const { rows } = await client.query<{ sealNo: number; eventId: number | null; fault: string }>(
          'select seal_no as "sealNo", event_id as "eventId", fault from audit.verify_audit()',
        )
        return { faults: rows.length, first: rows[0] ?? null }
      }),
  })

async function searchAudit(client: pg.ClientBase, query: AuditQuery): Promise<AuditEvents> {
  const { where, values } = conditions(query)
  const { rows } = await client.query<Event>(
    `select e.id, e.happened_at as "happenedAt", e.action, e.actor_user_id as "actorId", e.actor_kind as "actorKind", e.device_id as "deviceId",
       e.request_id as "requestId", e.object_type as "objectType", e.object_id as "objectId", e.context
     from audit.event_log e where ${where.join(' and ')} order by e.id desc limit ${query.limit + 1}`,
    values,
  )
  const events = rows.slice(0, query.limit)
  const last = events.at(-1)
  return { events, next: rows.length > query.limit && last ? cursorOf(last.id) : null }
}

/** Only what was asked for stands in the statement, so that each search is planned for its own index. */
function conditions(query: AuditQuery): { where: string[]; values: unknown[] } {
  const action = query.action?.endsWith('.') ? 'starts_with(e.action, ?)' : 'e.action = ?'
  const asked: [string, unknown][] = [
    ['e.object_type = ?', query.objectType],
    ['e.object_id = ?', query.objectId],
    [`e.actor_user_id = ?`, query.actorId],
    ['e.device_id = ?', query.deviceId],
    ['e.request_id = ?', query.requestId],
    [action, query.action],
    ['e.happened_at >= ?', query.from],
    ['e.happened_at < ?', query.until],
    ['e.id < ?', query.cursor === undefined ? undefined : idOf(query.cursor)],
  ]
  const given = asked.filter(([, value]) => value !== undefined)
  return { where: ['true', ...given.map(([text], i) => text.replace('?', `$${i + 1}`))], values: given.map(([, value]) => value) }
}

function cursorOf(id: number): string {
  return Buffer.from(`audit ${id}`).toString('base64url')
}

function idOf(cursor: string): number {
  const id = /^audit (\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
  if (id === undefined) throw new ProblemError('validation_failed', { errors: [{ path: 'cursor', message: 'not a cursor of this list' }] })
  return Number(id)
}

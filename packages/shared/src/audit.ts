import { z } from 'zod'
import { Instant } from './entry.ts'
import { AnyUuid } from './ids.ts'

/** One row of the audit trail. `context` holds no personal values; for `row.…` actions it has what changed, `before` and `after`. */
export const AuditEvent = z.object({
  id: z.int(),
  happenedAt: Instant,
  action: z.string(),
  actorId: AnyUuid.nullable(),
  /** As which role: member, merchant, terminal, admin, or null for the server itself. */
  actorKind: z.string().nullable(),
  deviceId: AnyUuid.nullable(),
  requestId: z.string().nullable(),
  objectType: z.string(),
  objectId: AnyUuid.nullable(),
  context: z.record(z.string(), z.unknown()),
})
export const AuditEvents = z.object({ events: z.array(AuditEvent), next: z.string().nullable() })
export type AuditEvents = z.infer<typeof AuditEvents>

/** What a check of the whole trail found; the first fault names the row. */
export const AuditCheck = z.object({
  faults: z.int().min(0),
  first: z.object({ sealNo: z.int(), eventId: z.int().nullable(), fault: z.string() }).nullable(),
})
export type AuditCheck = z.infer<typeof AuditCheck>

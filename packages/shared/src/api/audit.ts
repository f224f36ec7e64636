import { z } from 'zod'
import { AuditCheck, AuditEvents } from '../audit.ts'
import { Instant } from '../entry.ts'
import { AnyUuid } from '../ids.ts'
import { QueryInt } from '../query.ts'
import { plainText } from '../text.ts'
import { declare } from './endpoint.ts'

/** `GET /v1/admin/audit`: what happened, the newest first, by any of object, actor, device, request, action and time. */
export const AuditQuery = z.strictObject({
  objectType: plainText(1, 60).optional(),
  objectId: AnyUuid.optional(),
  actorId: AnyUuid.optional(),
  deviceId: AnyUuid.optional(),
  requestId: plainText(8, 64).optional(),
  /** Whole, or a beginning that ends in a dot: `card.` */
  action: plainText(1, 60).optional(),
  from: Instant.optional(),
  until: Instant.optional(),
  cursor: z.string().min(1).max(400).optional(),
  limit: QueryInt.pipe(z.int().min(1).max(200)).default(50),
})
export type AuditQuery = z.infer<typeof AuditQuery>

/** Who did what, when, from which device and in which request. */
export const auditApi = declare('Audit', {
  searchAudit: {
    method: 'GET',
    path: '/v1/admin/audit',
    actor: 'admin',
    summary: 'Search the audit trail',
    description: 'By object, actor, device, request, action or time, the newest first. Personal values and secrets never stand in it.',
    query: AuditQuery,
    answers: { 200: AuditEvents },
  },
  verifyAudit: {
    method: 'GET',
    path: '/v1/admin/audit/verification',
    actor: 'admin',
    summary: 'Check the sealed audit trail',
    description: 'Reads every sealed row and names the first that was changed, removed or inserted.',
    answers: { 200: AuditCheck },
  },
})

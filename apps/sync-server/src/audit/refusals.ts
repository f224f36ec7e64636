import type { ProblemCode } from '@mps/shared'
import type { ErrorRequestHandler, Request, Response } from 'express'
import type { Context } from '../context.ts'
import type { Actor } from '../http/actor.ts'
import { currentRequestId } from '../http/request-context.ts'
import { type ProblemError, toProblem } from '../problem.ts'
import type { Refusal } from './refusal-notes.ts'

/** Answers that refuse nobody anything: the request was no request, or the server could not. All others say: not you, not this, not now. */
const NO_REFUSALS = new Set<string>([
  'malformed_json',
  'validation_failed',
  'body_too_large',
  'unsupported_media_type',
  'method_not_allowed',
  'idempotency_key_missing',
  'idempotency_key_malformed',
  'idempotency_in_progress',
  'internal_error',
  'database_unavailable',
  'draining',
] satisfies ProblemCode[])

/** Notes every refused request in the audit trail. Callers whom nobody knows are counted by address of the API and problem. */
export function noteRefusals({ refusals }: Pick<Context, 'refusals'>): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const refusal = refusalOf(toProblem(error), req, res)
    if (refusal?.actorId !== undefined) refusals.write(refusal)
    else if (refusal) refusals.count(refusal)
    next(error)
  }
}

function refusalOf({ code }: ProblemError, req: Request, res: Response): Refusal | null {
  if (NO_REFUSALS.has(code)) return null
  const actor = res.locals['knownAs'] as Actor | undefined
  const who = actor && whoIs(actor)
  // For a caller who is known it may be somebody else's; for all others it is an address that nobody has.
  if (!who && code === 'not_found') return null
  const requestId = currentRequestId()
  return {
    at: new Date().toISOString(),
    action: 'request.refused',
    objectType: 'request',
    ...who,
    ...(requestId !== undefined && { requestId }),
    context: { method: req.method, route: routeOf(req), problem: code, ...(actor?.kind === 'user' && { role: actor.role }) },
  }
}

/** The pattern and never the path: an address may hold what somebody guessed at. */
function routeOf(req: Request): string {
  const pattern: unknown = req.route?.path
  return typeof pattern === 'string' ? `${req.baseUrl}${pattern}` : 'none'
}

function whoIs(actor: Actor): Pick<Refusal, 'actorId' | 'actorKind' | 'deviceId'> | undefined {
  if (actor.kind === 'terminal') return { actorId: actor.terminalId, actorKind: 'terminal', deviceId: actor.terminalId }
  if (actor.kind === 'member') return { actorId: actor.memberId, actorKind: 'member' }
  if (actor.kind === 'user') return { actorId: actor.userId, actorKind: 'merchant' }
  if (actor.kind === 'admin') return { actorId: actor.adminId, actorKind: 'admin' }
  if (actor.kind === 'account') return { actorId: actor.userId, actorKind: 'account' }
  return undefined
}

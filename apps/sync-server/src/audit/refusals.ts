import type { ProblemCode } from '@mps/shared'
import type { ErrorRequestHandler, Request, Response } from 'express'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import type { Actor } from '../http/actor.ts'
import { currentRequestId } from '../http/request-context.ts'
import { type ProblemError, toProblem } from '../problem.ts'

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
const FLUSH_MS = 1000
/** What one second may bring; beyond it a flood is counted and not told apart. */
const MAX_WAITING = 500

type Refusal = {
  at: string
  actorId?: string
  actorKind?: string
  deviceId?: string
  requestId?: string
  context: { method: string; route: string; problem: string; count?: number; role?: string }
}

/**
 * Notes every refused request in the audit trail, a second later and many at once, so that a refusal costs no transaction of its own. Callers whom nobody
 * knows are counted by address of the API and problem: knocking a million times writes a row a second.
 */
export function noteRefusals(ctx: Context): ErrorRequestHandler {
  const known: Refusal[] = []
  const strangers = new Map<string, Refusal>()
  let flushing: Promise<void> | undefined
  const flush = async () => {
    const refusals = [...known.splice(0), ...strangers.values()]
    strangers.clear()
    if (refusals.length > 0) await store(ctx, refusals)
  }
  const flushSoon = () => {
    flushing ??= sleep(FLUSH_MS, undefined, { ref: false })
      .then(flush)
      .finally(() => (flushing = undefined))
  }
  ctx.onClose(flush)
  return (error: unknown, req, res, next) => {
    const refusal = refusalOf(toProblem(error), req, res)
    if (refusal?.actorId !== undefined && known.length < MAX_WAITING) known.push(refusal)
    else if (refusal) count(strangers, refusal)
    if (refusal) flushSoon()
    next(error)
  }
}

async function store(ctx: Context, refusals: Refusal[]): Promise<void> {
  try {
    await asServer(ctx, (client) => client.query('select audit.note_refusals($1)', [JSON.stringify(refusals)]))
  } catch (error) {
    // The database is away: the answers have been given, and the log has each of them.
    ctx.logger.warn({ err: error, count: refusals.length }, 'refusals were not noted')
  }
}

function refusalOf({ code }: ProblemError, req: Request, res: Response): Refusal | null {
  if (NO_REFUSALS.has(code)) return null
  const actor = res.locals['knownAs'] as Actor | undefined
  const who = actor && whoIs(actor)
  // For a caller who is known it may be somebody else's; for all others it is an address that nobody has.
  if (!who && code === 'not_found') return null
  const requestId = currentRequestId()
  const context = { method: req.method, route: routeOf(req), problem: code, ...(actor?.kind === 'user' && { role: actor.role }) }
  return { at: new Date().toISOString(), ...who, ...(requestId !== undefined && { requestId }), context }
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

function count(strangers: Map<string, Refusal>, refusal: Refusal): void {
  const { method, route, problem } = refusal.context
  const name = `${method} ${route} ${problem}`
  const before = strangers.get(name)
  if (before) before.context.count = (before.context.count ?? 1) + 1
  else if (strangers.size < MAX_WAITING) strangers.set(name, { at: refusal.at, context: { method, route, problem, count: 1 } })
}

import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import type { Context } from '../context.ts'
import { ProblemError } from '../problem.ts'
import { keyedHash } from '../sessions/derived-keys.ts'
import type { Actor } from './actor.ts'
import { actorOf } from './actor-of.ts'

type Needs = Pick<Context, 'keys' | 'rateStores'>

/** A limit of requests per minute and whatever `subjectOf` names; null names nothing and is not limited. */
function limited(ctx: Needs, name: string, limit: number, subjectOf: (req: Request, res: Response) => string | null): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Limits of one name share a store on purpose.
    validate: { unsharedStore: false },
    store: ctx.rateStores.store(name),
    skip: (req, res) => subjectOf(req, res) === null,
    // What is kept in Redis names nobody: an address is a personal datum.
    keyGenerator: (req, res) => keyedHash(ctx.keys, 'rate-limit', subjectOf(req, res) ?? '').toString('base64url'),
    handler: () => {
      throw new ProblemError('too_many_requests')
    },
  })
}

/** At most so many requests per minute and address; the answer says when to come back. Limits of one name are counted together. */
export function perMinute(ctx: Needs, name: string, limit: number): RequestHandler {
  return limited(ctx, name, limit, (req) => ipKeyGenerator(req.ip ?? ''))
}

/** At most so many requests per minute of one signed-in person. Terminals have gates of their own, which know a live charge from a backlog. */
export function accountLimit(ctx: Needs & Pick<Context, 'config'>): RequestHandler {
  return limited(ctx, 'account', ctx.config.rateLimits.account, (_req, res) => personOf(actorOf(res)))
}

function personOf(actor: Actor): string | null {
  if (actor.kind === 'member') return actor.memberId
  if (actor.kind === 'user' || actor.kind === 'account') return actor.userId
  return actor.kind === 'admin' ? actor.adminId : null
}

/** At most so many requests per minute of one person about one card. */
export function perCard(ctx: Needs, name: string, limit: number): RequestHandler {
  return limited(ctx, name, limit, (req, res) => `${personOf(actorOf(res)) ?? ''} ${String(req.params['cardId'])}`)
}

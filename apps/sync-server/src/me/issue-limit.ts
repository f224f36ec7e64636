import type { RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { actorOf } from '../http/actor-of.ts'
import { ProblemError } from '../problem.ts'

/** A code is spent or renewed a few times a minute at most; more is a page gone wrong, or someone filling the table. */
const CODES_PER_MINUTE = 30

/** Limits how often one member may have codes issued for one card. Counted per instance. */
export function issueLimit(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: CODES_PER_MINUTE,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (req, res) => {
      const actor = actorOf(res)
      return `${actor.kind === 'member' ? actor.memberId : actor.kind}:${String(req.params['cardId'])}`
    },
    handler: () => {
      throw new ProblemError('too_many_requests')
    },
  })
}

import type { RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { ProblemError } from '../problem.ts'

/** At most so many requests per minute and address; the answer says when to come back. Counted per instance. */
export function perMinute(limit: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: () => {
      throw new ProblemError('too_many_requests')
    },
  })
}

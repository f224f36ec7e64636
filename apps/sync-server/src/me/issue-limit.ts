import type { RequestHandler } from 'express'
import type { Context } from '../context.ts'
import { perCard } from '../http/rate-limit.ts'

/** A code is spent or renewed a few times a minute at most; more is a page gone wrong, or someone filling the table. */
const CODES_PER_MINUTE = 30

/** Limits how often one member may have codes issued for one card. */
export function issueLimit(ctx: Pick<Context, 'keys' | 'rateStores'>): RequestHandler {
  return perCard(ctx, 'codes', CODES_PER_MINUTE)
}

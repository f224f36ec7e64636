import type { RequestHandler, Response } from 'express'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { bearerToken, tokenVerifier } from '../tokens.ts'

const Claims = z.object({ sub: z.uuid(), sid: z.uuid(), signedInAt: z.int() })

/** The member that a request comes from, and when they gave their password, in seconds since the epoch. */
export type MemberActor = { memberId: string; sessionId: string; signedInAtS: number }

/** Lets a member with a valid access token through; the route reads who it is with `memberOf(res)`. */
export function requireMember(ctx: Pick<Context, 'keys' | 'revocations'>): RequestHandler {
  const verify = tokenVerifier(ctx.keys, 'member')
  return async (req, res, next) => {
    const { claims } = await verify(bearerToken(req.get('authorization')))
    const { sub, sid, signedInAt } = Claims.parse(claims)
    await ctx.revocations.refuseEndedSession(sid)
    const actor: MemberActor = { memberId: sub, sessionId: sid, signedInAtS: signedInAt }
    res.locals['member'] = actor
    next()
  }
}

/** Who the request comes from; only behind `requireMember`. */
export function memberOf(res: Response): MemberActor {
  const actor: unknown = res.locals['member']
  if (!actor) throw new Error('This route lacks requireMember')
  return actor as MemberActor
}

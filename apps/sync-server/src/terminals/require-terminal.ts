import type { RequestHandler, Response } from 'express'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { bearerToken, tokenVerifier } from '../tokens.ts'

const Claims = z.object({ sub: z.uuid(), epoch: z.int().min(1), merchantId: z.uuid() })

/** The terminal that a request comes from. */
export type TerminalActor = { terminalId: string; epoch: number; merchantId: string }

/** Lets a terminal with a valid access token through; the route reads who it is with `terminalOf(res)`. */
export function requireTerminal(ctx: Pick<Context, 'keys'>): RequestHandler {
  const verify = tokenVerifier(ctx.keys, 'terminal')
  return async (req, res, next) => {
    const { claims } = await verify(bearerToken(req.get('authorization')))
    const { sub, epoch, merchantId } = Claims.parse(claims)
    const actor: TerminalActor = { terminalId: sub, epoch, merchantId }
    res.locals['terminal'] = actor
    next()
  }
}

/** Who the request comes from; only behind `requireTerminal`. */
export function terminalOf(res: Response): TerminalActor {
  const actor: unknown = res.locals['terminal']
  if (!actor) throw new Error('This route lacks requireTerminal')
  return actor as TerminalActor
}

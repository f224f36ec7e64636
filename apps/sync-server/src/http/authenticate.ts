import { type ActorName, actorsOf, type Endpoint } from '@mps/shared/api'
import type { Request } from 'express'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { ProblemError } from '../problem.ts'
import { bearerToken, DRAIN_SCOPE, type TokenKind, tokenVerifier, type VerifiedToken } from '../tokens.ts'
import type { Actor, SignedInActor, TerminalActor } from './actor.ts'

const CLAIMS = {
  terminal: z
    .object({ sub: z.uuid(), epoch: z.int().min(1), merchantId: z.uuid(), scope: z.literal(DRAIN_SCOPE).optional() })
    .transform(({ sub, scope, ...rest }) => ({ kind: 'terminal' as const, terminalId: sub, ...rest, drainOnly: scope === DRAIN_SCOPE })),
  member: z
    .object({ sub: z.uuid(), signedInAt: z.int(), sid: z.uuid() })
    .transform(({ sub, signedInAt, sid }) => ({ kind: 'member' as const, memberId: sub, signedInAtS: signedInAt, sessionId: sid })),
  user: z
    .object({ sub: z.uuid(), merchantId: z.uuid(), role: z.enum(['manager', 'cashier']), sid: z.uuid() })
    .transform(({ sub, merchantId, role, sid }) => ({ kind: 'user' as const, userId: sub, merchantId, role, sessionId: sid })),
  admin: z.object({ sub: z.uuid(), sid: z.uuid() }).transform(({ sub, sid }) => ({ kind: 'admin' as const, adminId: sub, sessionId: sid })),
  account: z
    .object({ sub: z.uuid(), sid: z.uuid() })
    .transform(({ sub, sid }) => ({ kind: 'account' as const, userId: sub, sessionId: sid })),
} satisfies Record<TokenKind | 'account', z.ZodType<SignedInActor>>

/** Which tokens an actor comes with, and what is read from them: `<kind of token>` or `<kind of token> as <kind of actor>`. */
type ReaderName = TokenKind | 'user as account' | 'admin as account'
const READERS_OF: Record<Exclude<ActorName, 'public'>, ReaderName[]> = {
  terminal: ['terminal'],
  member: ['member'],
  'merchant:any': ['user'],
  'merchant:manager': ['user'],
  admin: ['admin'],
  account: ['user as account', 'admin as account'],
}

const ANYONE: Actor = { kind: 'public' }

/** Finds out who a request comes from; throws where that is nobody whom the endpoint is for. */
export type Authenticate = (req: Request) => Promise<Actor>

/** Makes the door of each endpoint. One cache of verified tokens per kind serves them all. */
export function authenticator(ctx: Pick<Context, 'keys' | 'revocations'>): (endpoint: Endpoint) => Authenticate {
  const readers: Record<ReaderName, (token: string) => Promise<SignedInActor>> = {
    terminal: actorReader(ctx, 'terminal'),
    member: actorReader(ctx, 'member'),
    user: actorReader(ctx, 'user'),
    admin: actorReader(ctx, 'admin'),
    'user as account': actorReader(ctx, 'user', 'account'),
    'admin as account': actorReader(ctx, 'admin', 'account'),
  }
  return (endpoint) => {
    const names = actorsOf(endpoint).filter((name) => name !== 'public')
    if (names.length === 0) return () => Promise.resolve(ANYONE)
    const kinds = [...new Set(names.flatMap((name) => READERS_OF[name]))]
    const cashiersMay = !names.includes('merchant:manager') || names.includes('merchant:any')
    return async (req) => {
      const actor = await firstThatReads(
        bearerToken(req.get('authorization')),
        kinds.map((kind) => readers[kind]),
      )
      // Also for whoever is turned away below: the audit trail names them.
      if (req.res) req.res.locals['knownAs'] = actor
      if (actor.kind === 'user' && actor.role === 'cashier' && !cashiersMay) throw new ProblemError('forbidden')
      if (actor.kind === 'terminal') await refuseRevoked(ctx, actor, endpoint)
      else await ctx.revocations.refuseEndedSession(actor.sessionId)
      return actor
    }
  }
}

/**
 * A revoked terminal is let in only where it may drain and the endpoint is one that draining takes; the token that it had before counts for no more
 * than that either.
 */
async function refuseRevoked(
  ctx: Pick<Context, 'revocations'>,
  { terminalId, drainOnly }: TerminalActor,
  { drains }: Endpoint,
): Promise<void> {
  const revoked = await ctx.revocations.revokedTerminal(terminalId)
  const mustOnlyDrain = revoked !== null || drainOnly
  if (revoked?.mayDrain === false || (mustOnlyDrain && !drains)) throw new ProblemError('terminal_revoked')
}

/** The actor by their token's text; the parsed claims are kept as long as the verified token itself. */
function actorReader(
  ctx: Pick<Context, 'keys'>,
  kind: TokenKind,
  actorKind: keyof typeof CLAIMS = kind,
): (token: string) => Promise<SignedInActor> {
  const verify = tokenVerifier(ctx.keys, kind)
  const actors = new WeakMap<VerifiedToken, SignedInActor>()
  return async (token) => {
    const verified = await verify(token)
    const known = actors.get(verified)
    if (known) return known
    const read = CLAIMS[actorKind].safeParse(verified.claims)
    if (!read.success) throw new ProblemError('unauthenticated')
    actors.set(verified, read.data)
    return read.data
  }
}

/** A token is of one kind: the others refuse it as a stranger's. That it has expired only its own kind can say. */
async function firstThatReads(token: string, readers: ((token: string) => Promise<SignedInActor>)[]): Promise<SignedInActor> {
  for (const read of readers.slice(0, -1)) {
    try {
      return await read(token)
    } catch (error) {
      if (!(error instanceof ProblemError && error.code === 'unauthenticated')) throw error
    }
  }
  const last = readers.at(-1)
  if (!last) throw new Error('An endpoint needs somebody to be for')
  return last(token)
}

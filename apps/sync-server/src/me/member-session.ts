import type { MemberSession } from '@mps/shared'
import type { Context } from '../context.ts'
import { asMember } from '../db/transactions.ts'
import type { MemberActor } from '../http/actor.ts'
import { ProblemError } from '../problem.ts'
import { type OpenSession, tokenAnswer } from '../sessions/open-session.ts'
import { ACCESS_TOKEN_S, issueToken } from '../tokens.ts'

/** How long a password given once carries a session that is renewed by its access token alone. A refresh token carries it further. */
const MAX_RENEWED_S = 12 * 60 * 60

type Member = MemberSession['member']

/** The answer to a sign-in, and to a refresh. */
export async function memberSession(ctx: Context, member: Member, session: OpenSession): Promise<MemberSession> {
  return { ...(await tokenAnswer(ctx, session, { signedInAt: nowS() })), member }
}

const nowS = () => Math.floor(Date.now() / 1000)

/**
 * A new access token for one that is about to run out, for a page that keeps no refresh token. It ends twelve hours after the password was
 * given, and at once with the session or for a member who has been suspended.
 */
export async function renewSession(ctx: Context, { memberId, sessionId, signedInAtS }: MemberActor): Promise<MemberSession> {
  const lifeS = Math.min(ACCESS_TOKEN_S, signedInAtS + MAX_RENEWED_S - nowS())
  if (lifeS < 1) throw new ProblemError('token_expired')
  const member = await activeMember(ctx, memberId)
  if (!member) throw new ProblemError('unauthenticated')
  return {
    access_token: await issueToken(ctx.keys, 'member', memberId, { sid: sessionId, signedInAt: signedInAtS }, lifeS),
    token_type: 'Bearer',
    expires_in: lifeS,
    member,
    serverTime: new Date().toISOString(),
  }
}

export async function activeMember(ctx: Context, memberId: string): Promise<Member | undefined> {
  return asMember(ctx, memberId, async (client) => {
    const { rows } = await client.query<Member>(
      `select m.id, m.member_no as "memberNo", m.name from app.member_profiles m where m.id = $1 and m.status = 'active'`,
      [memberId],
    )
    return rows[0]
  })
}

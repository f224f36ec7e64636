import type { MemberSession } from '@mps/shared'
import type { Context } from '../context.ts'
import { asMember } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import { ACCESS_TOKEN_S, issueToken } from '../tokens.ts'
import type { MemberActor } from './require-member.ts'

/** How long a password given once carries a session that is in use. */
const MAX_SESSION_S = 12 * 60 * 60

type Member = MemberSession['member']

/** The answer to a sign-in, and to its renewal. */
export async function memberSession(ctx: Context, member: Member, signedInAtS: number): Promise<MemberSession> {
  const remainingS = signedInAtS + MAX_SESSION_S - Math.floor(Date.now() / 1000)
  if (remainingS < 1) throw new ProblemError('token_expired')
  const lifeS = Math.min(ACCESS_TOKEN_S, remainingS)
  return {
    access_token: await issueToken(ctx.keys, 'member', member.id, { signedInAt: signedInAtS }, lifeS),
    token_type: 'Bearer',
    expires_in: lifeS,
    member,
    serverTime: new Date().toISOString(),
  }
}

/**
 * A new token for one that is about to run out, so that nobody has to sign in again in front of a till. It ends twelve hours after the
 * password was given, and at once for a member who has been suspended.
 */
export async function renewSession(ctx: Context, { memberId, signedInAtS }: MemberActor): Promise<MemberSession> {
  const member = await activeMember(ctx, memberId)
  if (!member) throw new ProblemError('unauthenticated')
  return memberSession(ctx, member, signedInAtS)
}

async function activeMember(ctx: Context, memberId: string): Promise<Member | undefined> {
  return asMember(ctx, memberId, async (client) => {
    const { rows } = await client.query<Member>(
      `select m.id, m.member_no as "memberNo", m.name from app.member_profiles m where m.id = $1 and m.status = 'active'`,
      [memberId],
    )
    return rows[0]
  })
}

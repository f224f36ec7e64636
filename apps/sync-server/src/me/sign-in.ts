import type { MemberSession, MemberSignIn, RefreshRequest } from '@mps/shared'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { ProblemError } from '../problem.ts'
import { authenticate } from '../sessions/authenticate.ts'
import { refreshSession, startSession } from '../sessions/open-session.ts'
import { activeMember, memberSession } from './member-session.ts'

/** Signs a member in. A wrong password and an unknown login give the same answer, and lock after as many failures. */
export async function signIn(ctx: Context, credentials: z.infer<typeof MemberSignIn>): Promise<MemberSession> {
  const { id, label, name, attemptKey } = await authenticate(ctx, 'member', credentials)
  const session = await startSession(ctx, { kind: 'member', subjectId: id, attemptKey })
  return memberSession(ctx, { id, memberNo: label, name }, session)
}

/** Goes on with a session by its refresh token, without the password. */
export async function refreshMember(ctx: Context, { refresh_token: token }: RefreshRequest): Promise<MemberSession> {
  const session = await refreshSession(ctx, ['member'], token)
  const member = await activeMember(ctx, session.subjectId)
  if (!member) throw new ProblemError('unauthenticated')
  return memberSession(ctx, member, session)
}

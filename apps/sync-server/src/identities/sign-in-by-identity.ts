import type { MemberSession } from '@mps/shared'
import type { IdentityAssertion } from '@mps/shared/member'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { memberSession } from '../me/member-session.ts'
import { ProblemError } from '../problem.ts'
import { startSession } from '../sessions/open-session.ts'
import { verifiedIdentity } from './provider.ts'

type Found = { member_id: string; member_no: string; name: string; status: string }

/** Signs a member in by an outside identity. One that nobody bound and an assertion that was used before get the answer of a wrong one. */
export async function signInByIdentity(ctx: Context, given: z.infer<typeof IdentityAssertion>): Promise<MemberSession> {
  const { externalId, assertionId, expiresAt } = await verifiedIdentity(ctx, given)
  const member = await asServer(ctx, async (client) => {
    const values = [given.provider, externalId, assertionId, expiresAt]
    const { rows } = await client.query<Found>('select * from app.member_by_external_identity($1, $2, $3, $4)', values)
    return rows[0]
  })
  if (!member) throw new ProblemError('credentials_wrong')
  if (member.status !== 'active') throw new ProblemError('forbidden')
  const session = await startSession(ctx, { kind: 'member', subjectId: member.member_id })
  return memberSession(ctx, { id: member.member_id, memberNo: member.member_no, name: member.name }, session)
}

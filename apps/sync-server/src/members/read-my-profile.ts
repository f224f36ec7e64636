import type { MyProfile } from '@mps/shared/member'
import type pg from 'pg'
import type { z } from 'zod'
import { ProblemError } from '../problem.ts'

/** What the platform knows of the member of this transaction. */
export async function readMyProfile(client: pg.ClientBase, memberId: string): Promise<z.infer<typeof MyProfile>> {
  const { rows } = await client.query<z.infer<typeof MyProfile>>(
    `select m.id, m.member_no as "memberNo", m.name, m.phone, m.email, m.created_at as "createdAt" from app.member_profiles m where m.id = $1`,
    [memberId],
  )
  if (!rows[0]) throw new ProblemError('not_found')
  return rows[0]
}

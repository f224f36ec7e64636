import type { MemberSummary } from '@mps/shared/member'
import type pg from 'pg'
import { listById } from '../http/list-by-id.ts'

type Query = { cursor?: string | undefined; limit: number; status?: string | undefined; q?: string | undefined }

/** Members, the newest first, as app.masked_members shows them; found by a number, phone or e-mail that is known whole, or by how a name begins. */
export async function listMembers(client: pg.ClientBase, query: Query): Promise<{ members: MemberSummary[]; next: string | null }> {
  const { rows, next } = await listById<MemberSummary>(client, query, {
    select: `select v.id, v.member_no as "memberNo", v.name, v.phone, v.email, v.status, v.created_at as "createdAt"
      from app.masked_members v join app.member_profiles m on m.id = v.id`,
    alias: 'v',
    where: [
      '($1::text is null or m.status::text = $1)',
      // starts_with and not like: what is typed has no wildcards.
      '($2::text is null or m.member_no = upper($2) or m.phone = $2 or m.email = lower($2) or starts_with(lower(m.name), lower($2)))',
    ],
    values: [query.status ?? null, query.q ?? null],
  })
  return { members: rows, next }
}

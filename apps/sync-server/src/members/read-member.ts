import type { MemberDetail } from '@mps/shared/member'
import type pg from 'pg'
import { perform } from '../db/call-function.ts'
import { ProblemError } from '../problem.ts'

/** One member, whole. Who looked is in the audit trail. */
export async function readMember(client: pg.ClientBase, memberId: string): Promise<MemberDetail> {
  const { rows } = await client.query<Omit<MemberDetail, 'identities' | 'cards'>>(
    `select m.id, m.member_no as "memberNo", m.name, m.phone, m.email, m.status, m.blocked_at as "blockedAt", m.created_at as "createdAt"
     from app.member_profiles m where m.id = $1`,
    [memberId],
  )
  const member = rows[0]
  if (!member) throw new ProblemError('not_found')
  await perform(client, 'audit.log', 'member.read', 'member', memberId, '{}')
  return { ...member, identities: await identitiesOf(client, memberId), cards: await cardsOf(client, memberId) }
}

/** The outside identities of a member whom this transaction may see. */
export async function identitiesOf(client: pg.ClientBase, memberId: string): Promise<MemberDetail['identities']> {
  const { rows } = await client.query<MemberDetail['identities'][number]>(
    'select i.provider, i.created_at as "boundAt" from app.member_external_identities i where i.member_id = $1 order by i.provider',
    [memberId],
  )
  return rows
}

async function cardsOf(client: pg.ClientBase, memberId: string): Promise<MemberDetail['cards']> {
  const { rows } = await client.query<MemberDetail['cards'][number]>(
    `select c.id as "cardId", c.card_no as "cardNo", k.card_type as "cardType", k.status, b.role
     from app.card_bindings b join app.masked_cards c on c.id = b.card_id join app.member_cards k on k.id = b.card_id
     where b.member_id = $1 and b.removed_at is null and k.replaced_by is null order by c.id`,
    [memberId],
  )
  return rows
}

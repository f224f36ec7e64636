import type { CardDetail, CardMember, CardSummary } from '@mps/shared/card'
import type pg from 'pg'
import { callFunction, perform } from '../db/call-function.ts'
import { ProblemError } from '../problem.ts'
import { cardColumns } from './list-cards.ts'

type Row = CardSummary & Pick<CardDetail, 'discount' | 'fixedDiscount' | 'blockedAt' | 'frozenByPlatform'>

/** One card, whole. Who looked is in the audit trail. */
export async function readCard(client: pg.ClientBase, cardId: string): Promise<CardDetail> {
  const { rows } = await client.query<Row>(
    `select ${cardColumns('c.card_no')}, c.blocked_at as "blockedAt", c.frozen_by_platform as "frozenByPlatform",
       (case c.card_type when 'corporate' then c.fixed_discount when 'voucher' then 1 else c.discount_rate end * 1000)::int as discount,
       (c.fixed_discount * 1000)::int as "fixedDiscount"
     from app.member_cards c join app.member_profiles o on o.id = c.owner_member_id where c.id = $1`,
    [cardId],
  )
  const card = rows[0]
  if (!card) throw new ProblemError('not_found')
  await perform(client, 'audit.log', 'card.read', 'card', cardId, '{}')
  return {
    ...card,
    hasBindingPassword: await callFunction<boolean>(client, 'app.has_binding_password', cardId),
    members: await callFunction<CardMember[]>(client, 'app.card_members', cardId),
    replaces: await replacedBy(client, cardId),
  }
}

async function replacedBy(client: pg.ClientBase, cardId: string): Promise<CardDetail['replaces']> {
  const { rows } = await client.query<CardDetail['replaces'][number]>(
    `select r.old_card_id as "cardId", r.created_at as "replacedAt", (r.balance * 100)::bigint as balance, r.points, r.reason
     from unnest(app.card_lineage($1)) as l (id) join app.card_replacements r on r.old_card_id = l.id order by r.id desc`,
    [cardId],
  )
  return rows
}

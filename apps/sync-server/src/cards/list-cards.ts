import type { CardSummary } from '@mps/shared/card'
import type pg from 'pg'
import { listById } from '../http/list-by-id.ts'

type Query = {
  cursor?: string | undefined
  limit: number
  status?: string | undefined
  cardType?: string | undefined
  ownerId?: string | undefined
  cardNo?: string | undefined
}

/** The columns of a card as CardSummary has them; `cardNo` is the number that may be shown. */
export const cardColumns = (cardNo: string) =>
  `c.id, ${cardNo} as "cardNo", c.card_type as "cardType", c.status, c.owner_member_id as "ownerId", o.member_no as "ownerNo",
   (c.balance * 100)::bigint as balance, c.points, c.level, c.expires_at as "expiresAt", c.replaced_by as "replacedBy", c.created_at as "createdAt"`

/** Cards, the newest first, with their numbers masked; one is found by its whole number. */
export async function listCards(client: pg.ClientBase, query: Query): Promise<{ cards: CardSummary[]; next: string | null }> {
  const { rows, next } = await listById<CardSummary>(client, query, {
    select: `select ${cardColumns('sec.mask_card_no(c.card_no)')}
      from app.member_cards c join app.member_profiles o on o.id = c.owner_member_id`,
    alias: 'c',
    where: [
      '($1::text is null or c.status::text = $1)',
      '($2::text is null or c.card_type::text = $2)',
      query.ownerId === undefined ? '$3::uuid is null' : 'c.owner_member_id = $3',
      query.cardNo === undefined ? '$4::text is null' : 'c.card_no = $4',
    ],
    values: [query.status ?? null, query.cardType ?? null, query.ownerId ?? null, query.cardNo ?? null],
  })
  return { cards: rows, next }
}

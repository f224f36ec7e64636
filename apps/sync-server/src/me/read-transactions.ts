import type { MemberTransactions } from '@mps/shared'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { asMember } from '../db/transactions.ts'
import { CursorText, encodeCursor } from './transactions-cursor.ts'

/** The cursor is opaque to the contract; what no page of this list ended with fails the validation under its name. */
const Page = z.object({ cursor: CursorText.optional() })

type Answer = z.infer<typeof MemberTransactions>
type Row = Answer['transactions'][number] & { id: string; cursorAt: string }

/** A card's transactions, or those of all the member's cards, the newest first. */
export async function readTransactions(
  ctx: Context,
  memberId: string,
  cardId: string | null,
  { cursor: text, limit }: { cursor?: string | undefined; limit: number },
): Promise<Answer> {
  const { cursor } = Page.parse({ cursor: text })
  // One more than asked for tells whether there is a next page.
  const rows = await asMember(ctx, memberId, async (client) => {
    const result = await client.query<{ transactions: Row[] }>('select app.my_transactions($1, $2, $3, $4) as transactions', [
      cardId,
      cursor?.at ?? null,
      cursor?.id ?? null,
      limit + 1,
    ])
    return result.rows[0]?.transactions ?? []
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    transactions: page.map(({ id: _id, cursorAt: _at, ...transaction }) => transaction),
    next: rows.length > limit && last ? encodeCursor({ at: last.cursorAt, id: last.id }) : null,
  }
}

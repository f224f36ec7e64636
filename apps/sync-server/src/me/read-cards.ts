import type { MemberCards } from '@mps/shared'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { asMember } from '../db/transactions.ts'

type Answer = z.infer<typeof MemberCards>

/** The cards a member owns or is bound to. */
export async function readCards(ctx: Context, memberId: string): Promise<Answer> {
  const found = await asMember(ctx, memberId, async (client) => {
    const { rows } = await client.query<Pick<Answer, 'currency' | 'cards'>>(
      'select app.platform_currency() as currency, app.my_cards() as cards',
    )
    return rows[0]
  })
  if (!found) throw new Error('app.my_cards gave no row')
  return { ...found, serverTime: new Date().toISOString() }
}

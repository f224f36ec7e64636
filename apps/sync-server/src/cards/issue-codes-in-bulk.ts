import type { BulkCodes } from '@mps/shared/card'
import type pg from 'pg'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { perform } from '../db/call-function.ts'
import { type Quote, signCode } from '../me/issue-codes.ts'

type Wanted = { cardId: string; memberId?: string | undefined }
type Quoted = Quote & { card_id: string; member_id: string }

/** One signed code for each card that may have one now; the others are named. All that are issued are stored together, or none. */
export async function issueCodesInBulk(ctx: Context, client: pg.ClientBase, wanted: Wanted[]): Promise<z.infer<typeof BulkCodes>> {
  const { rows: quotes } = await client.query<Quoted>(
    'select q.*, (q.discount * 1000)::int as permille from app.quote_card_qrs($1, $2) q',
    [wanted.map(({ cardId }) => cardId), wanted.map(({ memberId }) => memberId ?? null)],
  )
  const nowS = Math.floor(Date.now() / 1000)
  const codes = await Promise.all(quotes.map((quote) => signCode(ctx, quote, nowS)))
  await perform(
    client,
    'app.rotate_card_qrs',
    quotes.map(({ card_id }) => card_id),
    quotes.map(({ member_id }) => member_id),
    codes.map(({ codeHash }) => Buffer.from(codeHash, 'hex')),
    quotes.map(({ discount }) => discount),
    quotes.map(({ offline_limit }) => offline_limit),
    codes.map(({ validFrom }) => validFrom),
    codes.map(({ expiresAt }) => expiresAt),
  )
  const issued = new Set(quotes.map(({ card_id }) => card_id))
  return {
    codes: quotes.map(({ card_id: cardId, member_id: memberId }, i) => {
      const { code, validFrom, expiresAt } = codes[i]!
      return { cardId, memberId, code, validFrom, expiresAt }
    }),
    refused: wanted.map(({ cardId }) => cardId).filter((cardId) => !issued.has(cardId)),
  }
}

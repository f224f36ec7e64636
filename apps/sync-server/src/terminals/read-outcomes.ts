import type { OutcomesQuery, OutcomesResponse } from '@mps/shared'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { asTerminal } from '../db/transactions.ts'

type Found = Pick<OutcomesResponse, 'outcomes' | 'lastOutcomeNo'>

/** The outcomes after a number, oldest first: what a terminal may have missed. */
export async function readOutcomes(ctx: Context, terminalId: string, query: z.infer<typeof OutcomesQuery>): Promise<OutcomesResponse> {
  const found = await asTerminal(ctx, terminalId, async (client) => {
    const { rows } = await client.query<{ found: Found }>('select app.terminal_outcomes($1, $2, $3) as found', [
      terminalId,
      query.after,
      query.limit,
    ])
    return rows[0]?.found
  })
  const { outcomes = [], lastOutcomeNo = 0 } = found ?? {}
  return { ...(await ctx.ledger()), serverTime: new Date().toISOString(), outcomes, lastOutcomeNo }
}

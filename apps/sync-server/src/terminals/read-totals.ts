import type { TerminalTotals, TerminalTotalsQuery } from '@mps/shared'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { asTerminal } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'

/** What the server holds of one business day of a terminal; today, in the merchant's zone, where no day is named. */
export async function readTotals(ctx: Context, terminalId: string, { day }: z.infer<typeof TerminalTotalsQuery>): Promise<TerminalTotals> {
  const totals = await asTerminal(ctx, terminalId, async (client) => {
    const { rows } = await client.query<{ totals: TerminalTotals | null }>('select app.terminal_totals($1, $2) as totals', [
      terminalId,
      day ?? null,
    ])
    return rows[0]?.totals
  })
  if (!totals) throw new ProblemError('not_found')
  return totals
}

import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'

type Due = { merchant_id: string; first_day: string; last_day: string }

/**
 * Yesterday's drafts, wherever yesterday has ended, each in a transaction of its own: a merchant's charges wait only for its own draft. A merchant
 * whose draft fails holds up no other; the failure is told at the end.
 */
export async function generateDueSettlements(ctx: Context): Promise<string> {
  const due = await asServer(ctx, async (client) => (await client.query<Due>('select * from app.due_settlements()')).rows)
  const failures: unknown[] = []
  let made = 0
  for (const { merchant_id, first_day, last_day } of due) {
    if (ctx.draining) break
    try {
      await asServer(ctx, (client) => client.query('select app.generate_settlement($1, $2, $3)', [merchant_id, first_day, last_day]))
      made += 1
    } catch (error) {
      ctx.logger.error({ err: error, merchantId: merchant_id, firstDay: first_day }, 'a settlement could not be made')
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${due.length} settlements could not be made`)
  return `${made} drafts made`
}

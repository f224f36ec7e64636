import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'

/** Judges what has been settled since the last time, batch by batch, until nothing is left. */
export async function judgeRisk(ctx: Context): Promise<string> {
  let judged = 0
  for (;;) {
    const batch = await asServer(ctx, async (client) => {
      const { rows } = await client.query<{ n: number }>('select app.judge_risk() as n')
      return rows[0]!.n
    })
    judged += batch
    if (batch === 0 || ctx.draining) return `${judged} outcomes judged`
  }
}

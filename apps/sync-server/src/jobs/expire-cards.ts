import { callFunction } from '../db/call-function.ts'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'

/** Gives cards whose time is over their status, a few hundred locks at a time, until none is left. */
export async function expireCards(ctx: Context): Promise<string> {
  let expired = 0
  for (;;) {
    const batch = await asServer(ctx, (client) => callFunction<number>(client, 'app.expire_cards'))
    expired += batch
    if (batch === 0 || ctx.draining) return `${expired} cards expired`
  }
}

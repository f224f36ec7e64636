import type { HeartbeatRequest, HeartbeatResponse } from '@mps/shared'
import type { Context } from '../context.ts'
import { asTerminal } from '../db/transactions.ts'
import type { TerminalActor } from '../http/actor.ts'
import { ProblemError } from '../problem.ts'
import { configOf } from './read-config.ts'

type Held = Pick<HeartbeatResponse, 'heldSeq' | 'lastOutcomeNo'>

/** Notes what a terminal reports of itself, and tells it what the server holds of it and whether its configuration is current. */
export async function recordHeartbeat(
  ctx: Context,
  { terminalId, drainOnly }: Pick<TerminalActor, 'terminalId' | 'drainOnly'>,
  request: HeartbeatRequest,
): Promise<HeartbeatResponse> {
  const answer = await asTerminal(ctx, terminalId, async (client) => {
    const { epoch, ...report } = request
    const { rows } = await client.query<{ held: Held | null }>('select app.terminal_heartbeat($1, $2, $3) as held', [
      terminalId,
      epoch,
      JSON.stringify(report),
    ])
    if (!rows[0]?.held) throw new ProblemError('not_found')
    const { revision, minApp } = await configOf(ctx, client, terminalId)
    return { ...rows[0].held, configRevision: revision, minApp }
  })
  const isRevoked = drainOnly || (await ctx.revocations.revokedTerminal(terminalId)) !== null
  return { ...(await ctx.ledger()), serverTime: new Date().toISOString(), ...answer, ...(isRevoked && { revoked: true as const }) }
}

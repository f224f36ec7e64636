import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import type { TerminalStreams } from './terminal-streams.ts'

const EVERY_MS = 1_500

export type News = { terminal_id: string; last_outcome_no: number; is_revoked: boolean }

export async function readNews(ctx: Context, terminalIds: string[]): Promise<News[]> {
  return asServer(ctx, async (client) => (await client.query<News>('select * from app.terminals_news($1)', [terminalIds])).rows)
}

/** Looks for outcomes and revocations of the terminals that listen here: one indexed query for all of them, and none while nobody listens. */
export function watchTerminals(ctx: Context, streams: TerminalStreams): () => Promise<void> {
  let looking: Promise<void> | undefined
  const look = async (): Promise<void> => {
    const listening = new Map(streams.all().map((stream) => [stream.terminalId, stream]))
    if (listening.size === 0) return
    for (const { terminal_id: id, last_outcome_no: lastOutcomeNo, is_revoked: isRevoked } of await readNews(ctx, [...listening.keys()])) {
      const stream = listening.get(id)
      if (!stream) continue
      if (isRevoked) stream.end({ type: 'revoked' })
      else if (lastOutcomeNo > stream.lastOutcomeNo) {
        stream.lastOutcomeNo = lastOutcomeNo
        stream.say({ type: 'outcome', lastOutcomeNo })
      }
    }
  }
  // One look at a time; where the database is away, the next one tells.
  const once = () =>
    (looking ??= look()
      .catch((error: unknown) => ctx.logger.debug({ err: error }, 'no news'))
      .finally(() => (looking = undefined)))
  const timer = setInterval(() => void once(), EVERY_MS)
  timer.unref()
  ctx.onClose(async () => {
    clearInterval(timer)
    await looking
  })
  return once
}

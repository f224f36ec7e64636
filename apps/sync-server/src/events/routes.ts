import { eventApi } from '@mps/shared/api'
import type { Context } from '../context.ts'
import { stream } from '../http/answer.ts'
import { implement, type Route } from '../http/implement.ts'
import { ProblemError } from '../problem.ts'
import { ACCESS_TOKEN_S } from '../tokens.ts'
import { configListener } from './config-changes.ts'
import { TerminalStreams } from './terminal-streams.ts'
import { readNews, watchTerminals } from './watch-terminals.ts'

/** `GET /v1/terminal/events`: what happens to a terminal, told as it happens, whichever instance it happens at. */
export function eventRoutes(ctx: Context): Route[] {
  const streams = new TerminalStreams()
  const look = watchTerminals(ctx, streams)
  const listen = configListener(ctx, (change) => {
    streams.tellOfConfig(change)
    // A revocation is a configuration change, too.
    void look()
  })
  ctx.onDrain(() => streams.endAll())

  return implement(eventApi, {
    followTerminalEvents: async ({ actor }) => {
      if (ctx.draining) throw new ProblemError('draining', { retryAfterS: 1 })
      listen()
      const [news] = await readNews(ctx, [actor.terminalId])
      if (!news) throw new ProblemError('not_found')
      return stream('text/event-stream', (send, gone) => streams.hold(actor, news.last_outcome_no, send, gone, ACCESS_TOKEN_S * 1000))
    },
  })
}

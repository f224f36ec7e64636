import { terminalApi } from '@mps/shared/api'
import type { Context } from '../context.ts'
import { RawJson } from '../http/answer.ts'
import { implement, type Route } from '../http/implement.ts'
import type { ReceiveEntries } from './receive-entries.ts'

/** `POST /v1/terminal/entries`: 200 with one outcome per entry, in order; only a fault of the whole request is an error. */
export function entriesRoutes(ctx: Context, receive: ReceiveEntries): Route[] {
  const { sendEntries } = terminalApi
  return implement(
    { sendEntries },
    {
      sendEntries: async ({ actor, body, http }) => {
        const isLive = /\bwait=\d/.test(http.get('prefer') ?? '')
        const outcomes = await receive(actor, body, isLive)
        const head = JSON.stringify({ ...(await ctx.ledger()), serverTime: new Date().toISOString() })
        // The outcomes are JSON text already, as the database stores them: parsing and writing them again would only cost.
        return new RawJson(`${head.slice(0, -1)},"results":[${outcomes.join(',')}]}`)
      },
    },
  )
}

import { Router } from 'express'
import { SendEntriesRequest } from '@mps/shared'
import type { Context } from '../context.ts'
import { requireTerminal, terminalOf } from '../terminals/require-terminal.ts'
import { entriesReceiver } from './receive-entries.ts'

/** `POST /v1/terminal/entries`: 200 with one outcome per entry, in order; only a fault of the whole request is an error. */
export function entriesRouter(ctx: Context): Router {
  const router = Router()
  const receive = entriesReceiver(ctx)
  router.post('/', requireTerminal(ctx), async (req, res) => {
    const request = SendEntriesRequest.parse(req.body)
    const isLive = /\bwait=\d/.test(req.get('prefer') ?? '')
    const outcomes = await receive(terminalOf(res), request, isLive)
    const head = JSON.stringify({ ...(await ctx.ledger()), serverTime: new Date().toISOString() })
    // The outcomes are JSON text already, as the database stores them: parsing and writing them again would only cost.
    res.type('application/json').send(`${head.slice(0, -1)},"results":[${outcomes.join(',')}]}`)
  })
  return router
}

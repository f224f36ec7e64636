import { Router } from 'express'
import { HeartbeatRequest, OutcomesQuery, PairRequest, TerminalTokenRequest, TerminalTotalsQuery } from '@mps/shared'
import type { Context } from '../context.ts'
import { perMinute } from '../http/rate-limit.ts'
import { assertionVerifier } from './client-assertion.ts'
import { pairTerminal } from './pair-terminal.ts'
import { readConfig } from './read-config.ts'
import { readOutcomes } from './read-outcomes.ts'
import { readTotals } from './read-totals.ts'
import { recordHeartbeat } from './record-heartbeat.ts'
import { requireTerminal, terminalOf } from './require-terminal.ts'
import { terminalToken } from './terminal-token.ts'

/** Everything under `/v1/terminal` but the entries themselves. */
export function terminalsRouter(ctx: Context): Router {
  const router = Router()
  const verifyAssertion = assertionVerifier(ctx)
  const asTerminal = requireTerminal(ctx)

  router.post('/pair', perMinute(ctx.config.rateLimits.pair), async (req, res) => {
    res.status(201).json(await pairTerminal(ctx, PairRequest.parse(req.body)))
  })
  router.post('/token', perMinute(ctx.config.rateLimits.token), async (req, res) => {
    const { client_assertion: assertion } = TerminalTokenRequest.parse(req.body)
    res.json(await terminalToken(ctx, await verifyAssertion(assertion)))
  })
  router.get('/config', asTerminal, async (req, res) => {
    const config = await readConfig(ctx, terminalOf(res).terminalId)
    const etag = `"${config.revision}"`
    res.setHeader('ETag', etag)
    // The terminal keeps it and asks each time whether it has changed.
    res.setHeader('Cache-Control', 'private, no-cache')
    if (isHeld(req.get('if-none-match'), etag)) res.status(304).end()
    else res.json(config)
  })
  router.get('/outcomes', asTerminal, async (req, res) => {
    res.json(await readOutcomes(ctx, terminalOf(res).terminalId, OutcomesQuery.parse(req.query)))
  })
  router.post('/heartbeat', asTerminal, async (req, res) => {
    res.json(await recordHeartbeat(ctx, terminalOf(res).terminalId, HeartbeatRequest.parse(req.body)))
  })
  router.get('/totals', asTerminal, async (req, res) => {
    res.json(await readTotals(ctx, terminalOf(res).terminalId, TerminalTotalsQuery.parse(req.query)))
  })
  return router
}

/**
 * Whether the caller names this version. Express's own check takes "Cache-Control: no-cache" for a wish to be sent the whole again, and
 * that is what every browser's fetch adds to an If-None-Match.
 */
function isHeld(ifNoneMatch: string | undefined, etag: string): boolean {
  const held = (ifNoneMatch ?? '').split(',').map((part) => part.trim().replace(/^W\//, ''))
  return held.includes(etag)
}

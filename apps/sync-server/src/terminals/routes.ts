import { terminalApi } from '@mps/shared/api'
import type { Context } from '../context.ts'
import { answer } from '../http/answer.ts'
import { implement, type Route } from '../http/implement.ts'
import { perMinute } from '../http/rate-limit.ts'
import { assertionVerifier } from './client-assertion.ts'
import { pairTerminal } from './pair-terminal.ts'
import { readConfig } from './read-config.ts'
import { readOutcomes } from './read-outcomes.ts'
import { readTotals } from './read-totals.ts'
import { recordHeartbeat } from './record-heartbeat.ts'
import { resolveTypedCode } from './resolve-typed-code.ts'
import { terminalToken } from './terminal-token.ts'

/** Everything under `/v1/terminal` but the entries themselves. */
export function terminalRoutes(ctx: Context): Route[] {
  const verifyAssertion = assertionVerifier(ctx)
  const { sendEntries: _entries, ...declarations } = terminalApi
  return implement(declarations, {
    pairTerminal: {
      before: [perMinute(ctx, 'pair', ctx.config.rateLimits.pair)],
      handle: ({ body }) => pairTerminal(ctx, body),
    },
    grantTerminalToken: {
      before: [perMinute(ctx, 'token', ctx.config.rateLimits.token)],
      handle: async ({ body }) => terminalToken(ctx, await verifyAssertion(body.client_assertion)),
    },
    readTerminalConfig: async ({ actor }) => {
      const config = await readConfig(ctx, actor.terminalId)
      return answer(200, config, { etag: config.revision })
    },
    readTerminalOutcomes: ({ actor, query }) => readOutcomes(ctx, actor.terminalId, query),
    reportHeartbeat: ({ actor, body }) => recordHeartbeat(ctx, actor, body),
    resolveTypedCode: ({ actor, body }) => resolveTypedCode(ctx, actor.terminalId, body),
    readTerminalTotals: ({ actor, query }) => readTotals(ctx, actor.terminalId, query),
  })
}

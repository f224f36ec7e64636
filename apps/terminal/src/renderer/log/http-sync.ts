import { ASSERTION_TYPE } from '@mps/shared'
import type { Answered } from '@mps/shared/api/client'
import type { Declared } from '@mps/shared/api/endpoint'
import { eventApi } from '@mps/shared/api/events'
import { terminalApi } from '@mps/shared/api/terminal'
import type { CallInput } from '@mps/shared/api/types'
import { type Call, callServer, openServerStream } from './http-call.ts'
import type { Answer, SyncPort } from './sync-port.ts'

const CALL_MS = 10_000
/** The server is asked to answer within 4 s; the rest is the network's. */
const LIVE_MS = 4500
const BACKLOG_MS = 30_000
const OUTCOMES = 500

/** The sync server over HTTP, by the contracts that it is built from. */
export function httpSync(origin: string): SyncPort {
  const call = <E extends Declared>(endpoint: E, input: CallInput<E>, options: Call = {}) =>
    callServer(origin, endpoint, input, { timeoutMs: CALL_MS, ...options })
  const ask = async <E extends Declared>(endpoint: E, input: CallInput<E>, options?: Call): Promise<Answer<Answered<E>>> => {
    const answer = await call(endpoint, input, options)
    return answer.ok ? { ...answer, value: answer.value.body } : answer
  }

  return {
    pair: (body, idempotencyKey) => ask(terminalApi.pairTerminal, { body }, { headers: { 'idempotency-key': idempotencyKey } }),

    token: (assertion) =>
      ask(terminalApi.grantTerminalToken, {
        body: { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion },
      }),

    entries: (token, body, { live }) =>
      ask(
        terminalApi.sendEntries,
        { body },
        live ? { token, headers: { prefer: 'wait=4' }, timeoutMs: LIVE_MS } : { token, timeoutMs: BACKLOG_MS },
      ),

    outcomes: (token, after) =>
      ask(terminalApi.readTerminalOutcomes, { query: { after: String(after), limit: String(OUTCOMES) } }, { token }),

    heartbeat: (token, body) => ask(terminalApi.reportHeartbeat, { body }, { token }),

    totals: (token, day) => ask(terminalApi.readTerminalTotals, { query: { day } }, { token }),

    // Not by EventSource, which can send no token.
    events: (token, signal) => openServerStream(origin, eventApi.followTerminalEvents, {}, { token, signal }),

    ask: (token, endpoint, input, options) => ask(endpoint, input, { ...options, token }),

    async config(token, etag) {
      const held = etag === null ? {} : { ifNoneMatch: bare(etag) }
      const answer = await call(terminalApi.readTerminalConfig, {}, { ...held, token })
      if (!answer.ok) return answer
      const { body: config, etag: version } = answer.value
      return { ...answer, value: config && { config, etag: version } }
    },
  }
}

/** A version without the quotes, or the W/ that a proxy put before them. */
function bare(etag: string): string {
  return etag.replace(/^W\//, '').replaceAll('"', '')
}

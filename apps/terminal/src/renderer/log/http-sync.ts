import {
  AccessTokenResponse,
  ASSERTION_TYPE,
  HeartbeatResponse,
  OutcomesResponse,
  PairResponse,
  SendEntriesResponse,
  TerminalConfig,
  TerminalTotals,
} from '@mps/shared'
import { openEventStream } from './event-stream.ts'
import { callServer, exchange, noAnswer, refusal } from './http-call.ts'
import type { SyncPort } from './sync-port.ts'

const CALL_MS = 10_000
/** The server is asked to answer within 4 s; the rest is the network's. */
const LIVE_MS = 4500
const BACKLOG_MS = 30_000

/** The sync server over HTTP. */
export function httpSync(origin: string): SyncPort {
  return {
    pair: (body, idempotencyKey) =>
      callServer(
        origin,
        { method: 'POST', path: '/v1/terminal/pair', body, headers: { 'idempotency-key': idempotencyKey }, timeoutMs: CALL_MS },
        PairResponse,
      ),

    token: (assertion) => {
      const body = { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion }
      return callServer(origin, { method: 'POST', path: '/v1/terminal/token', body, timeoutMs: CALL_MS }, AccessTokenResponse)
    },

    entries: (token, body, { live }) =>
      callServer(
        origin,
        {
          method: 'POST',
          path: '/v1/terminal/entries',
          token,
          body,
          headers: live ? { prefer: 'wait=4' } : {},
          timeoutMs: live ? LIVE_MS : BACKLOG_MS,
        },
        SendEntriesResponse,
      ),

    outcomes: (token, after) =>
      callServer(
        origin,
        { method: 'GET', path: `/v1/terminal/outcomes?after=${after}&limit=500`, token, timeoutMs: CALL_MS },
        OutcomesResponse,
      ),

    heartbeat: (token, body) =>
      callServer(origin, { method: 'POST', path: '/v1/terminal/heartbeat', token, body, timeoutMs: CALL_MS }, HeartbeatResponse),

    events: (token, signal) => openEventStream(origin, token, signal),

    totals: (token, day) => {
      const path = day === undefined ? '/v1/terminal/totals' : `/v1/terminal/totals?day=${encodeURIComponent(day)}`
      return callServer(origin, { method: 'GET', path, token, timeoutMs: CALL_MS }, TerminalTotals)
    },

    ask: (token, { idempotencyKey, ...call }, schema) =>
      callServer(
        origin,
        { ...call, token, headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }, timeoutMs: CALL_MS },
        schema,
      ),

    async config(token, etag) {
      const headers: Record<string, string> = etag === null ? {} : { 'if-none-match': etag }
      const received = await exchange(origin, { method: 'GET', path: '/v1/terminal/config', token, headers, timeoutMs: CALL_MS })
      if ('failure' in received) return received
      const { sentMs, receivedMs } = received
      if (received.status === 304) return { ok: true, value: null, times: { sentMs, receivedMs } }
      if (received.status !== 200) return refusal(received)
      const config = parseConfig(received.text)
      if (!config) return noAnswer('bad_answer', received.headers)
      return { ok: true, value: { config, etag: received.headers.get('etag') }, times: { sentMs, receivedMs } }
    },
  }
}

function parseConfig(text: string): TerminalConfig | null {
  try {
    return TerminalConfig.parse(JSON.parse(text))
  } catch {
    return null
  }
}

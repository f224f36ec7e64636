import {
  HeartbeatRequest,
  HeartbeatResponse,
  OutcomesQuery,
  OutcomesResponse,
  SendEntriesRequest,
  SendEntriesResponse,
} from '../entries-api.ts'
import { AccessTokenResponse, PairRequest, PairResponse, TerminalTokenRequest } from '../pairing.ts'
import { TerminalConfig } from '../terminal-config.ts'
import { TerminalTotals, TerminalTotalsQuery } from '../totals.ts'
import { TypedCode, TypedCodeRequest } from '../typed-code.ts'
import { declare } from './endpoint.ts'

/** What a terminal calls to be one, to send its log and to learn what it needs. */
export const terminalApi = declare('Terminal', {
  sendEntries: {
    method: 'POST',
    path: '/v1/terminal/entries',
    actor: 'terminal',
    drains: true,
    summary: 'Send entries of the log',
    description:
      'One outcome per entry, in order; only a fault of the whole request is an error. `Prefer: wait=4` marks the sale on the screen.',
    body: SendEntriesRequest,
    answers: { 200: SendEntriesResponse },
    repeatable: 'each entry is its own idempotency key',
    bodyLimit: '2mb',
  },
  pairTerminal: {
    method: 'POST',
    path: '/v1/terminal/pair',
    actor: 'public',
    summary: 'Pair a device by a one-time code',
    body: PairRequest,
    answers: { 201: PairResponse },
    problems: ['pairing_code_wrong'],
    repeatable: 'the pairing code is used once',
  },
  grantTerminalToken: {
    method: 'POST',
    path: '/v1/terminal/token',
    actor: 'public',
    summary: 'Take an access token for an assertion that the device key signed (RFC 7523)',
    body: TerminalTokenRequest,
    answers: { 200: AccessTokenResponse },
    problems: ['credentials_wrong', 'terminal_revoked'],
    repeatable: 'tokens are never stored',
  },
  readTerminalConfig: {
    method: 'GET',
    path: '/v1/terminal/config',
    actor: 'terminal',
    summary: 'All that a terminal needs to sell without a network',
    answers: { 200: TerminalConfig },
    problems: ['not_found'],
    etag: true,
  },
  readTerminalOutcomes: {
    method: 'GET',
    path: '/v1/terminal/outcomes',
    actor: 'terminal',
    drains: true,
    summary: 'Outcomes that this terminal may have missed',
    query: OutcomesQuery,
    answers: { 200: OutcomesResponse },
  },
  reportHeartbeat: {
    method: 'POST',
    path: '/v1/terminal/heartbeat',
    actor: 'terminal',
    drains: true,
    summary: 'Report how the terminal is, and learn what the server holds of it',
    body: HeartbeatRequest,
    answers: { 200: HeartbeatResponse },
    problems: ['not_found'],
    repeatable: 'the last report counts',
  },
  resolveTypedCode: {
    method: 'POST',
    path: '/v1/terminal/typed-codes',
    actor: 'terminal',
    summary: 'Find the living code that a card number and eight digits name',
    description:
      'For a till whose camera reads nothing. An unknown card, wrong digits and a code that has ended or was used are one answer; attempts are counted per card and per terminal. The charge names the code by the hash, and no text travels beside it.',
    body: TypedCodeRequest,
    answers: { 200: TypedCode },
    problems: ['typed_code_wrong', 'locked_out'],
    repeatable: 'it changes nothing but the count of attempts, and a stored answer would outlive its code',
  },
  readTerminalTotals: {
    method: 'GET',
    path: '/v1/terminal/totals',
    actor: 'terminal',
    summary: 'What the server holds of one business day of this terminal',
    query: TerminalTotalsQuery,
    answers: { 200: TerminalTotals },
    problems: ['not_found'],
  },
})

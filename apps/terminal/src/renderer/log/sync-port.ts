import type {
  AccessTokenResponse,
  HeartbeatRequest,
  HeartbeatResponse,
  OutcomesResponse,
  PairRequest,
  PairResponse,
  SendEntriesRequest,
  SendEntriesResponse,
  TerminalConfig,
  TerminalTotals,
} from '@mps/shared'
import type { Answered } from '@mps/shared/api/client'
import type { Declared } from '@mps/shared/api/endpoint'
import type { CallInput } from '@mps/shared/api/types'
import type { CallTimes } from './clock.ts'
import type { SendFailure } from './types.ts'

/** A call that brought no usable answer. */
export type NoAnswer = {
  ok: false
  failure: SendFailure
  /** What the server asked us to wait. */
  retryAfterMs: number | null
  /** The stable code of its problem document. */
  problem: string | null
  /** The time of whoever answered, to the second, where it said so. */
  date: string | null
}
export type Answer<T> = { ok: true; value: T; times: CallTimes } | NoAnswer

/** The server's calls as the log uses them. None rejects: no answer is a result too. */
export type SyncPort = {
  pair(request: PairRequest, idempotencyKey: string): Promise<Answer<PairResponse>>
  token(assertion: string): Promise<Answer<AccessTokenResponse>>
  /** @param options.live the sale on the screen: the server is asked for its answer within 4 s */
  entries(token: string, request: SendEntriesRequest, options: { live: boolean }): Promise<Answer<SendEntriesResponse>>
  outcomes(token: string, after: number): Promise<Answer<OutcomesResponse>>
  /** `value` is null when the configuration with that tag is still in force. */
  config(token: string, etag: string | null): Promise<Answer<{ config: TerminalConfig; etag: string | null } | null>>
  heartbeat(token: string, request: HeartbeatRequest): Promise<Answer<HeartbeatResponse>>
  /** What the server tells as it happens: the raw stream, until it ends or is aborted. */
  events(token: string, signal: AbortSignal): Promise<Answer<ReadableStream<Uint8Array>>>
  totals(token: string, day?: string): Promise<Answer<TerminalTotals>>
  /** Any other call as the terminal. */
  ask<E extends Declared>(
    token: string,
    endpoint: E,
    input: CallInput<E>,
    options?: { idempotencyKey?: string },
  ): Promise<Answer<Answered<E>>>
}

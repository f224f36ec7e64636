import {
  type Answered,
  ApiProblem,
  type CallOptions,
  NoAnswer as NothingCame,
  openStream,
  receive,
  waitAskedForMs,
} from '@mps/shared/api/client'
import type { Received } from '@mps/shared/api/client'
import type { Declared } from '@mps/shared/api/endpoint'
import type { CallInput } from '@mps/shared/api/types'
import type { Answer, NoAnswer } from './sync-port.ts'
import type { SendFailure } from './types.ts'

export type Call = CallOptions & { token?: string }
/** What the server said, and the version it gave it where it keeps one. */
export type Said<T> = { body: T; etag: string | null }

/**
 * Makes a call by the typed client and judges what came back. Only an answer in our server's form counts; a portal's page, a redirect or a cut-off
 * body is no answer, whatever its status says. Never rejects: no answer is a result too.
 */
export async function callServer<E extends Declared>(
  origin: string,
  endpoint: E,
  input: CallInput<E>,
  { token, ...call }: Call,
): Promise<Answer<Said<Answered<E>>>> {
  try {
    const { body, received } = await receive(endpoint, input, { baseUrl: origin, token: () => token }, call)
    const { headers, sentMs, receivedMs } = received
    return { ok: true, value: { body, etag: headers.get('etag') }, times: { sentMs, receivedMs } }
  } catch (error) {
    return failed(error)
  }
}

/** Opens a stream of the server, judged in the same way. */
export async function openServerStream<E extends Declared>(
  origin: string,
  endpoint: E,
  input: CallInput<E>,
  { token, ...call }: Call,
): Promise<Answer<ReadableStream<Uint8Array>>> {
  const sentMs = performance.now()
  try {
    const value = await openStream(endpoint, input, { baseUrl: origin, token: () => token }, call)
    return { ok: true, value, times: { sentMs, receivedMs: performance.now() } }
  } catch (error) {
    return failed(error)
  }
}

/** What the client throws is an answer of some kind; anything else is a mistake of this page. */
function failed(error: unknown): NoAnswer {
  if (error instanceof ApiProblem) return { ...noAnswer(refusalOf(error), error.received), problem: error.code }
  if (error instanceof NothingCame) return noAnswer(failureOf(error), error.received)
  throw error
}

/** The result of a call that brought nothing. */
export function noAnswer(failure: SendFailure, received: Received | null = null): NoAnswer {
  return {
    ok: false,
    failure,
    retryAfterMs: received && waitAskedForMs(received.headers),
    problem: null,
    date: received?.headers.get('date') ?? null,
  }
}

function refusalOf({ status, code }: ApiProblem): SendFailure {
  if (status === 429 || status === 503) return 'server_busy'
  if (status >= 500) return 'server_error'
  if (code === 'terminal_revoked') return 'terminal_revoked'
  return status === 401 ? 'unauthenticated' : 'request_refused'
}

function failureOf({ reason, received }: NothingCame): SendFailure {
  if (reason === 'timed_out') return 'timed_out'
  if (reason !== 'not_ours') return 'no_network'
  // A redirect, which the browser keeps to itself.
  if (!received) return 'captive_portal'
  const { status } = received
  // A proxy before our server says so without a problem document.
  if (status === 429 || status === 503) return 'server_busy'
  if (status >= 500 && status !== 511) return 'server_error'
  // A 4xx without a problem document is somebody else's, and so is a page.
  return status >= 300 || looksLikePage(received) ? 'captive_portal' : 'bad_answer'
}

function looksLikePage({ headers, text }: Received): boolean {
  return /html/i.test(headers.get('content-type') ?? '') || text.trimStart().startsWith('<')
}

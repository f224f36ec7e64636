import { Problem } from '@mps/shared'
import type { z } from 'zod'
import type { Answer, NoAnswer } from './sync-port.ts'
import type { SendFailure } from './types.ts'

export type Call = {
  method: 'GET' | 'POST'
  path: string
  token?: string
  body?: unknown
  headers?: Record<string, string>
  timeoutMs: number
}

type Received = { status: number; headers: Headers; text: string; sentMs: number; receivedMs: number }

/**
 * Makes a call and judges what came back. Only an answer in our server's form counts; a portal's page, a redirect or a cut-off body is no
 * answer, whatever its status says.
 */
export async function callServer<T>(origin: string, call: Call, schema: z.ZodType<T>): Promise<Answer<T>> {
  const received = await exchange(origin, call)
  if ('failure' in received) return received
  const { status, headers, text, sentMs, receivedMs } = received
  if (status !== 200 && status !== 201) return refusal(received)
  const json = parseJson(text)
  if (json === undefined) return noAnswer(looksLikePage(headers, text) ? 'captive_portal' : 'bad_answer', headers)
  const parsed = schema.safeParse(json)
  return parsed.success ? { ok: true, value: parsed.data, times: { sentMs, receivedMs } } : noAnswer('bad_answer', headers)
}

/** Sends and receives; a redirect is not followed, since our server never sends one. */
export async function exchange(origin: string, call: Call): Promise<Received | NoAnswer> {
  const sentMs = performance.now()
  try {
    const response = await fetch(origin + call.path, {
      method: call.method,
      headers: requestHeaders(call),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(call.timeoutMs),
    })
    if (response.type === 'opaqueredirect') return noAnswer('captive_portal')
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, sentMs, receivedMs: performance.now() }
  } catch (error) {
    return noAnswer(error instanceof DOMException && error.name === 'TimeoutError' ? 'timed_out' : 'no_network')
  }
}

/** What a status other than success means. */
export function refusal({ status, headers, text }: Pick<Received, 'status' | 'headers' | 'text'>): NoAnswer {
  const problem = Problem.safeParse(parseJson(text))
  const code = problem.success ? problem.data.code : null
  return { ...noAnswer(failureOf(status, code), headers), problem: code }
}

function failureOf(status: number, problem: string | null): SendFailure {
  if (status === 429 || status === 503) return 'server_busy'
  if (status === 511 || (status >= 300 && status < 400)) return 'captive_portal'
  if (status >= 500) return 'server_error'
  // A 4xx without a problem document is somebody else's.
  if (problem === null) return 'captive_portal'
  if (problem === 'terminal_revoked') return 'terminal_revoked'
  return status === 401 ? 'unauthenticated' : 'request_refused'
}

export function noAnswer(failure: SendFailure, headers?: Headers): NoAnswer {
  return {
    ok: false,
    failure,
    retryAfterMs: retryAfterMs(headers?.get('retry-after') ?? null),
    problem: null,
    date: headers?.get('date') ?? null,
  }
}

/** RFC 9110, section 10.2.3: seconds, or a date. An hour at most, so that a wrong header cannot silence a terminal. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), 3_600_000) : null
}

function requestHeaders({ token, body, headers }: Call): Record<string, string> {
  return {
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function looksLikePage(headers: Headers, text: string): boolean {
  return /html/i.test(headers.get('content-type') ?? '') || text.trimStart().startsWith('<')
}

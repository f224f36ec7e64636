import { z } from 'zod'
import { uuidv7 } from '../ids.ts'
import { jsonOrUndefined, NoAnswer, refusal } from './client-errors.ts'
import type { AnswerShape, Declarations, Declared } from './endpoint.ts'
import type { CallInput, SuccessBody } from './types.ts'

export { ApiProblem, NoAnswer, type NoAnswerReason } from './client-errors.ts'

export type ClientOptions = {
  /** The server's origin; empty for the page's own. */
  baseUrl?: string
  /** Asked before each call, so that a renewed token is the one that is sent; null or undefined sends none. */
  token?: () => string | null | undefined | Promise<string | null | undefined>
  timeoutMs?: number
  fetch?: typeof fetch
}

export type CallOptions = {
  signal?: AbortSignal
  timeoutMs?: number
  /** For repeating a write whose answer was lost; without one, each call is a write of its own. */
  idempotencyKey?: string
  /** The version that the caller holds: unchanged, the answer is null. */
  ifNoneMatch?: string
  headers?: Record<string, string>
}

type Answered<E extends Declared> = E extends { etag: true } ? SuccessBody<E> | null : SuccessBody<E>
type Input<E extends Declared> =
  unknown extends CallInput<E>
    ? [input?: Record<string, never>]
    : Partial<CallInput<E>> extends CallInput<E>
      ? [input?: CallInput<E>]
      : [input: CallInput<E>]
export type Client<D extends Declarations> = {
  [K in keyof D]: (...args: [...Input<D[K]>, options?: CallOptions]) => Promise<Answered<D[K]>>
}

const TIMEOUT_MS = 10_000

/**
 * A client for some declarations: `createClient(meApi, { token }).readMyTransactions({ params: { cardId } })`. What it resolves with has been
 * checked against the declaration.
 * @throws ApiProblem where the server refuses, NoAnswer where nothing of it came, and nothing else
 */
export function createClient<D extends Declarations>(declarations: D, options: ClientOptions = {}): Client<D> {
  const methods = Object.entries(declarations).map(([id, endpoint]) => [
    id,
    (input?: AnyInput, callOptions?: CallOptions) => callEndpoint(endpoint, input ?? {}, options, callOptions ?? {}),
  ])
  return Object.fromEntries(methods) as Client<D>
}

type Scalar = string | number | boolean | undefined
type AnyInput = { params?: Record<string, Scalar>; query?: Record<string, Scalar>; body?: unknown }

async function callEndpoint(endpoint: Declared, input: AnyInput, client: ClientOptions, call: CallOptions): Promise<unknown> {
  const token = await client.token?.()
  const response = await send(`${client.baseUrl ?? ''}${addressOf(endpoint, input)}`, client, call, {
    method: endpoint.method,
    headers: headersOf(endpoint, input, call, token),
    ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
  })
  if (response.status === 304 && endpoint.etag) return null
  const shape = endpoint.answers[response.status]
  if (!shape) throw refusal(response.status, response.headers, await textOf(response))
  return bodyOf(shape, response)
}

function addressOf({ path }: Declared, { params, query }: AnyInput): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(params?.[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? filled : `${filled}?${search.toString()}`
}

function headersOf(
  { idempotent }: Declared,
  { body }: AnyInput,
  call: CallOptions,
  token: string | null | undefined,
): Record<string, string> {
  return {
    accept: 'application/json',
    ...(token != null && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(idempotent && { 'idempotency-key': call.idempotencyKey ?? uuidv7() }),
    ...(call.ifNoneMatch !== undefined && { 'if-none-match': `"${call.ifNoneMatch}"` }),
    ...call.headers,
  }
}

/** A redirect is not followed, since our server sends none to a program. */
async function send(url: string, client: ClientOptions, call: CallOptions, init: RequestInit): Promise<Response> {
  const timeout = AbortSignal.timeout(call.timeoutMs ?? client.timeoutMs ?? TIMEOUT_MS)
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout
  const request = client.fetch ?? fetch
  try {
    const response = await request(url, { ...init, signal, redirect: 'manual', cache: 'no-store', credentials: 'omit' })
    if (response.type === 'opaqueredirect') throw new NoAnswer('not_ours')
    return response
  } catch (error) {
    throw noAnswer(error, call.signal)
  }
}

function noAnswer(error: unknown, given?: AbortSignal): NoAnswer {
  if (error instanceof NoAnswer) return error
  if (given?.aborted) return new NoAnswer('aborted', error)
  const timedOut = error instanceof DOMException && error.name === 'TimeoutError'
  return new NoAnswer(timedOut ? 'timed_out' : 'unreachable', error)
}

/** A body that is cut off on its way is no answer either. */
async function textOf(response: Response): Promise<string> {
  try {
    return await response.text()
  } catch (error) {
    throw noAnswer(error)
  }
}

/** An answer of another shape is somebody else's: the sign-in page of a hotel network answers 200 to everything. */
async function bodyOf(shape: AnswerShape, response: Response): Promise<unknown> {
  if (!(shape instanceof z.ZodType)) return shape.kind === 'stream' ? response.body : undefined
  const read = shape.safeParse(jsonOrUndefined(await textOf(response)))
  if (!read.success) throw new NoAnswer('not_ours', read.error)
  return read.data
}

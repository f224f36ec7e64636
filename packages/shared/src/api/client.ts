import { z } from 'zod'
import { uuidv7 } from '../ids.ts'
import { jsonOrUndefined, NoAnswer, type Received, refusal } from './client-errors.ts'
import type { AnswerShape, Declarations, Declared } from './endpoint.ts'
import type { CallInput, SuccessBody } from './types.ts'

export { ApiProblem, NoAnswer, type NoAnswerReason, type Received, waitAskedForMs } from './client-errors.ts'

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

export type Answered<E extends Declared> = E extends { etag: true } ? SuccessBody<E> | null : SuccessBody<E>
/** What a caller gives for one call, left out where the endpoint takes nothing. */
export type Input<E extends Declared> =
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

function callEndpoint(endpoint: Declared, input: AnyInput, client: ClientOptions, call: CallOptions): Promise<unknown> {
  if (streamTypes(endpoint)) return openStream(endpoint, input, client, call)
  return receive(endpoint, input, client, call).then(({ body }) => body)
}

/**
 * Opens what is answered bit by bit. It has no time-out but the one that is asked for, since nobody knows how long it goes on.
 * @throws ApiProblem where the server refuses, NoAnswer where nothing of it came, and nothing else
 */
export async function openStream<E extends Declared>(
  endpoint: E,
  input: CallInput<E>,
  client: ClientOptions,
  call: CallOptions = {},
): Promise<ReadableStream<Uint8Array>> {
  const { response, sentMs } = await send(endpoint, input as AnyInput, client, call)
  if (!(response.status in endpoint.answers)) throw refusal(await receivedOf(response, sentMs))
  const type = (response.headers.get('content-type') ?? '').split(';')[0]
  if (!response.body || !streamTypes(endpoint)?.includes(type ?? '')) throw new NoAnswer('not_ours')
  return response.body
}

/** The media types of an endpoint that answers bit by bit; undefined for all others. */
function streamTypes({ answers }: Declared): readonly string[] | undefined {
  const [shape] = Object.values(answers)
  return shape && 'kind' in shape && shape.kind === 'stream' ? shape.types : undefined
}

/**
 * One call with what its answer brought beside the body: for a caller who needs headers or times.
 * @throws ApiProblem where the server refuses, NoAnswer where nothing of it came, and nothing else
 */
export async function receive<E extends Declared>(
  endpoint: E,
  input: CallInput<E>,
  client: ClientOptions,
  call: CallOptions = {},
): Promise<{ body: Answered<E>; received: Received }> {
  const { response, sentMs } = await send(endpoint, input as AnyInput, client, call)
  const received = await receivedOf(response, sentMs)
  return { body: bodyOf(endpoint, received) as Answered<E>, received }
}

function addressOf({ path }: Declared, { params, query }: AnyInput): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(params?.[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? filled : `${filled}?${search.toString()}`
}

function headersOf(endpoint: Declared, { body }: AnyInput, call: CallOptions, token: string | null | undefined): Record<string, string> {
  return {
    accept: streamTypes(endpoint)?.join(', ') ?? 'application/json',
    ...(token != null && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(endpoint.idempotent && { 'idempotency-key': call.idempotencyKey ?? uuidv7() }),
    ...(call.ifNoneMatch !== undefined && { 'if-none-match': `"${call.ifNoneMatch}"` }),
    ...call.headers,
  }
}

type Sent = { response: Response; sentMs: number }

/** A redirect is not followed, since our server sends none to a program. */
async function send(endpoint: Declared, input: AnyInput, client: ClientOptions, call: CallOptions): Promise<Sent> {
  const token = await client.token?.()
  const timeoutMs = call.timeoutMs ?? (streamTypes(endpoint) ? null : (client.timeoutMs ?? TIMEOUT_MS))
  const signals = [call.signal, timeoutMs === null ? undefined : AbortSignal.timeout(timeoutMs)].filter((signal) => signal !== undefined)
  const request = client.fetch ?? fetch
  const sentMs = performance.now()
  try {
    const response = await request(`${client.baseUrl ?? ''}${addressOf(endpoint, input)}`, {
      method: endpoint.method,
      headers: headersOf(endpoint, input, call, token),
      ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
      signal: AbortSignal.any(signals),
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'omit',
    })
    if (response.type === 'opaqueredirect') throw new NoAnswer('not_ours')
    return { response, sentMs }
  } catch (error) {
    throw noAnswer(error, call.signal)
  }
}

function noAnswer(error: unknown, given?: AbortSignal): NoAnswer {
  if (error instanceof NoAnswer) return error
  if (given?.aborted) return new NoAnswer('aborted', { cause: error })
  const timedOut = error instanceof DOMException && error.name === 'TimeoutError'
  return new NoAnswer(timedOut ? 'timed_out' : 'unreachable', { cause: error })
}

/** A body that is cut off on its way is no answer either. */
async function receivedOf(response: Response, sentMs: number): Promise<Received> {
  try {
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, sentMs, receivedMs: performance.now() }
  } catch (error) {
    throw noAnswer(error)
  }
}

/** An answer of another shape is somebody else's: the sign-in page of a hotel network answers 200 to everything. */
function bodyOf(endpoint: Declared, received: Received): unknown {
  if (received.status === 304 && endpoint.etag) return null
  const shape: AnswerShape | undefined = endpoint.answers[received.status]
  if (!shape) throw refusal(received)
  if (!(shape instanceof z.ZodType)) return undefined
  const read = shape.safeParse(jsonOrUndefined(received.text))
  if (!read.success) throw new NoAnswer('not_ours', { received, cause: read.error })
  return read.data
}

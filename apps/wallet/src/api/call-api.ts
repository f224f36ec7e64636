import { Problem } from '@mps/shared/problem'
import type { z } from 'zod'
import { ApiError } from './api-fault.ts'

/** Longer than a slow mobile network takes, shorter than people wait at a till. */
const TIMEOUT_MS = 8_000

export type ApiCall = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  token?: string
  /** Sent again with the same key, a write is done once. */
  idempotencyKey?: string
}

/**
 * One call of the member's API, answered by what `schema` describes.
 * @throws ApiError and nothing else
 */
export async function callApi<T>(schema: z.ZodType<T>, path: string, call: ApiCall = {}): Promise<T> {
  const response = await send(path, call)
  const body = await readJson(response)
  if (!response.ok) throw refusal(response, body)
  const parsed = schema.safeParse(body)
  // An answer of another shape is somebody else's: the sign-in page of a hotel network answers 200 to everything.
  if (!parsed.success) throw new ApiError({ kind: 'unreachable' })
  return parsed.data
}

async function send(path: string, { method = 'GET', body, token, idempotencyKey }: ApiCall): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' })
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey)
  if (body !== undefined) headers.set('content-type', 'application/json')
  const init: RequestInit = { method, headers, cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(TIMEOUT_MS) }
  if (body !== undefined) init.body = JSON.stringify(body)
  try {
    return await fetch(path, init)
  } catch {
    throw new ApiError({ kind: 'unreachable' })
  }
}

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  try {
    return await response.json()
  } catch {
    // Cut off on its way, or not JSON at all.
    throw new ApiError({ kind: 'unreachable' })
  }
}

function refusal(response: Response, body: unknown): ApiError {
  const problem = Problem.safeParse(body)
  if (!problem.success) return new ApiError({ kind: 'unreachable' })
  const retryAfterS = Number(response.headers.get('retry-after') ?? 0)
  return new ApiError({
    kind: 'problem',
    code: problem.data.code,
    status: problem.data.status,
    requestId: problem.data.requestId,
    retryAfterMs: Number.isFinite(retryAfterS) ? retryAfterS * 1000 : 0,
  })
}

import { type Declared, isWrite } from '@mps/shared/api'
import fc from 'fast-check'
import type { z } from 'zod'
import { arbitraryOf } from '../support/arbitrary-of.ts'
import type { TestServer } from '../support/test-server.ts'
import type { Role } from './visitors.ts'
import { pathFor } from './subjects.ts'
import type { World } from './world.ts'

/** The same each time, so that a failing cell can be looked at again. */
const SEED = 20261123
const EVENTS = 'text/event-stream'

export type Reply = { status: number; code: string; text: string }

let keys = 0

/** Calls an endpoint about a world's objects (null: objects that nobody has) with input that its contract takes. */
export async function callEndpoint(
  server: Pick<TestServer, 'url'>,
  endpoint: Declared,
  about: World | null,
  token?: string,
  role: Role | null = null,
): Promise<Reply> {
  const query = new URLSearchParams(endpoint.query && inOneDay(sample(endpoint.query, true) as Record<string, string>))
  const gone = new AbortController()
  const response = await fetch(`${server.url}${await pathFor(endpoint.path, about, role)}?${query.toString()}`, {
    method: endpoint.method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(isWrite(endpoint) && { 'content-type': 'application/json', 'idempotency-key': `cell-${process.pid}-${++keys}` }),
    },
    ...(isWrite(endpoint) && { body: JSON.stringify(endpoint.body ? sample(endpoint.body) : {}) }),
    signal: gone.signal,
  })
  const type = response.headers.get('content-type') ?? ''
  const text = type.startsWith(EVENTS) ? '' : await response.text()
  gone.abort()
  const code = type.startsWith('application/problem+json') ? String((JSON.parse(text) as { code: unknown }).code) : ''
  return { status: response.status, code, text }
}

/** A first and a last day by chance are rarely in that order. */
function inOneDay(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([key, text]) => [key, text.replace(/^\d{4}-\d\d-\d\d/, '2026-11-20')]))
}

/** Input that the contract takes; for a query the least of it, since a list cannot go on from a cursor that nobody gave out. */
function sample(schema: z.ZodType, least = false): unknown {
  if (least && schema.safeParse({}).success) return {}
  return fc.sample(arbitraryOf(schema), { seed: SEED, numRuns: 1 })[0]
}

import { API, type Declared, isWrite } from '@mps/shared/api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pathFor } from '../authorisation/subjects.ts'
import { admits, ROLES, tokenFor } from '../authorisation/visitors.ts'
import { aWorld, type World } from '../authorisation/world.ts'
import { fingerprint } from '../support/fingerprint.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { type HostileRequest, hostileRequests, isWithinContract } from './hostile-requests.ts'
import { inLanes, runSettings } from './run-settings.ts'

const ENDPOINTS = Object.values<Declared>(API)
/** Made and sent at a time: making holds the process up, and a large body is 120 kB of memory. */
const PORTION = 500
/** Tokens live a quarter of an hour. */
const TOKENS_FOR = 10_000
/** A request whose head is longer is cut off by the parser, in the middle of what is still on its way. */
const LONGEST_HEAD = 16_000
const INTERNALS = /node_modules|\.ts:\d|\bat .*\(|syntax error|pg_catalog|violates|relation "|stack|password_hash|mps_server/i

type Finding = { what: string; status: number; text: string } & ReturnType<typeof shortly>

const shortly = ({ endpoint, params, query, body, contentType }: HostileRequest) => ({
  id: endpoint.id,
  params,
  query,
  body: body?.slice(0, 300),
  contentType,
})

describe('requests that nobody honest sends', () => {
  let database: TestDatabase
  let server: TestServer
  let world: World
  const { count, seed } = runSettings('HOSTILE_REQUESTS', 1_500)

  beforeAll(async () => {
    database = await createTestDatabase()
    // As in production: what a fault would say to a stranger is what it says here.
    server = await startTestServer(database.appUrl, (config) => ({ ...config, checkAnswers: false, logLevel: 'fatal' }))
    world = await aWorld(database, server)
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })

  it(`are refused without a fault, and change nothing (${count}, seed ${seed})`, { timeout: 3_600_000 }, async () => {
    // Objects to name are made when they are first asked for: all of them now, so that none looks like the work of a request.
    for (const endpoint of ENDPOINTS) await pathFor(endpoint.path, world, strongestRole(endpoint))
    const before = await fingerprint(database.owner)
    const findings: Finding[] = []
    const statuses = new Map<number, number>()
    let sent = 0
    let tokens = new Map<Declared, string>()
    for (; sent < count; sent += Math.min(PORTION, count - sent)) {
      if (sent % TOKENS_FOR === 0) tokens = await tokensOf(world)
      await inLanes(spoiltRequests(Math.min(PORTION, count - sent), seed + sent), async (request) => {
        const { status, text } = await send(request, tokens.get(request.endpoint))
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        const what = fault(request, status, text)
        if (what !== null) findings.push({ what, ...shortly(request), status, text: text.slice(0, 300) })
      })
    }
    const after = await fingerprint(database.owner)
    console.log(`${sent} requests, seed ${seed}:`, Object.fromEntries([...statuses].toSorted(([a], [b]) => a - b)))
    expect(findings.slice(0, 5)).toEqual([])
    expect(withoutSessions(after)).toEqual(withoutSessions(before))
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    expect((await server.call('/health')).status).toBe(200)
  })

  /** The strongest token that an endpoint takes: what it refuses from its own it refuses from all. */
  async function tokensOf(about: World): Promise<Map<Declared, string>> {
    const byRole = new Map(await Promise.all(ROLES.map(async (role) => [role, await tokenFor(role, about, server, database)] as const)))
    const found = ENDPOINTS.map((endpoint) => [endpoint, byRole.get(strongestRole(endpoint) ?? 'member') ?? ''] as const)
    return new Map(found)
  }

  async function address({ endpoint, params, query }: HostileRequest): Promise<string> {
    const hostile = Object.entries(params).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]))
    const path = hostile.reduce<string>((text, [name, value]) => text.replace(`{${name}}`, () => escapeText(value)), endpoint.path)
    const search = query.map(([key, value]) => `${escapeText(key)}=${escapeText(value)}`).join('&')
    return `${server.url}${await pathFor(path, world, strongestRole(endpoint))}?${search}`
  }

  async function send(request: HostileRequest, token?: string): Promise<{ status: number; text: string }> {
    const { endpoint, body, contentType } = request
    const url = await address(request)
    const gone = new AbortController()
    const response = await fetch(url, {
      method: endpoint.method,
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': crypto.randomUUID(),
        ...(body !== undefined && { 'content-type': contentType }),
      },
      ...(body !== undefined && { body }),
      redirect: 'manual',
      signal: gone.signal,
    }).catch((error: unknown) => {
      // The 431 may be lost with the connection; nothing of the request has been read by then.
      if (url.length > LONGEST_HEAD) return new Response(null, { status: 431 })
      throw error
    })
    const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    const text = isEndless ? '' : await response.text()
    gone.abort()
    return { status: response.status, text }
  }

  function fault(request: HostileRequest, status: number, text: string): string | null {
    if (status >= 500) return 'a fault of the server'
    if (INTERNALS.test(text) && status >= 400) return 'a leak of internals'
    if (status >= 300) return null
    if (request.endpoint.id === 'sendEntries') return allRejected(text) ? null : 'an entry taken'
    return isWithinContract(request) ? null : 'accepted'
  }
})

/** As many as were asked for that no contract takes. What is within its contract after all is an honest request, and is left out. */
function spoiltRequests(count: number, seed: number): HostileRequest[] {
  return fc
    .sample(fc.constantFrom(...ENDPOINTS).chain(hostileRequests), { seed, numRuns: count * 2 })
    .filter((request) => request.query.length > 0 || !isWithinContract(request))
    .filter((request) => !isWrite(request.endpoint) || !isWithinContract(request))
    .slice(0, count)
}

const strongestRole = (endpoint: Declared) => ROLES.findLast((role) => admits(endpoint, role)) ?? null

const escapeText = (text: string) => (/^%[0-9a-f]{0,2}$/i.test(text) ? text : encodeURIComponent(text.toWellFormed()))

/** Sign-ins for the tokens are this test's own. */
function withoutSessions({
  'auth.sessions': _sessions,
  'auth.refresh_tokens': _tokens,
  'auth.users': _users,
  ...rest
}: Record<string, string>): Record<string, string> {
  return rest
}

function allRejected(text: string): boolean {
  const { results } = JSON.parse(text) as { results: { state: string }[] }
  return results.every(({ state }) => state === 'rejected')
}

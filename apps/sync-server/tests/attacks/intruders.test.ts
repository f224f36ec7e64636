import { request } from 'node:http'
import { connect } from 'node:net'
import { API, type Declared, isWrite } from '@mps/shared/api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callEndpoint } from '../authorisation/call-endpoint.ts'
import { pathFor } from '../authorisation/subjects.ts'
import { admits, ROLES, tokenFor } from '../authorisation/visitors.ts'
import { aWorld, type World } from '../authorisation/world.ts'
import { arbitraryOf } from '../support/arbitrary-of.ts'
import { codeOf } from '../support/code-of.ts'
import { fingerprint } from '../support/fingerprint.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

type Role = (typeof ROLES)[number]
const ENDPOINTS = Object.values<Declared>(API)
const SEED = 20261123

let database: TestDatabase
let server: TestServer
let world: World
let tokens: Map<Role, string>
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  world = await aWorld(database, server)
  tokens = new Map()
  for (const role of ROLES) tokens.set(role, (await tokenFor(role, world, server, database)) ?? '')
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

/** The strongest role that an endpoint takes: what it refuses from its own it refuses from all. */
const roleOf = (endpoint: Declared): Role => ROLES.findLast((role) => admits(endpoint, role)) ?? 'member'
const tokenOf = (endpoint: Declared) => tokens.get(roleOf(endpoint)) ?? ''

describe('an intruder with a good token', () => {
  // The envelope of entries is the exception: a newer terminal may say more than this server knows, and what it does not know is dropped.
  const writes = ENDPOINTS.filter((endpoint) => isWrite(endpoint) && endpoint.body instanceof z.ZodObject && endpoint.id !== 'sendEntries')
  const EXTRAS = {
    isPlatformAdmin: true,
    balance: 100_000_00,
    actorId: crypto.randomUUID(),
    blockedAt: null,
    merchantId: crypto.randomUUID(),
  }

  it.each(writes.map((endpoint) => [endpoint.id, endpoint] as const))(
    'of %s takes no field that an endpoint does not have',
    async (_id, endpoint) => {
      const body = endpoint.body as z.ZodObject
      const good = fc.sample(arbitraryOf(body), { seed: SEED, numRuns: 1 })[0] as object
      const path = await pathFor(endpoint.path, world, roleOf(endpoint))
      for (const [name, value] of Object.entries(EXTRAS).filter(([key]) => !(key in body.shape))) {
        const answer = await server.call(path, {
          method: endpoint.method,
          token: tokenOf(endpoint),
          body: { ...good, [name]: value },
          headers: { 'idempotency-key': crypto.randomUUID() },
        })
        expect([name, codeOf(answer)]).toEqual([name, '422 validation_failed'])
      }
    },
  )

  const searches = ENDPOINTS.filter(({ query }) => query !== undefined)
  it.each(searches.map((endpoint) => [endpoint.id, endpoint] as const))('of %s takes no parameter twice', async (_id, endpoint) => {
    const [name] = Object.keys(endpoint.query!.shape)
    const path = await pathFor(endpoint.path, world, roleOf(endpoint))
    const answer = await server.call(`${path}?${name}=1&${name}=1`, { method: endpoint.method, token: tokenOf(endpoint) })
    expect(codeOf(answer)).toBe('422 validation_failed')
  })

  it('changes nothing by a read', async () => {
    const reads = ENDPOINTS.filter((endpoint) => !isWrite(endpoint))
    const readAll = async () => {
      for (const endpoint of reads) await callEndpoint(server, endpoint, world, tokenOf(endpoint), roleOf(endpoint))
    }
    // The objects to read are made when they are first asked for.
    await readAll()
    const before = await fingerprint(database.owner)
    await readAll()
    expect(await fingerprint(database.owner)).toEqual(before)
  })
})

/** By hand: fetch puts addresses and headers right before it sends them. */
function ask(path: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}): Promise<number> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, method, headers }, (res) => {
      res.resume().on('end', () => resolve(res.statusCode ?? 0))
    })
    asking.on('error', reject).end()
  })
}

/** What the server says first to these bytes. */
function say(...lines: string[]): Promise<string> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(lines.join('\r\n')))
    socket.once('data', (data) => {
      resolve(String(data).split('\r\n')[0] ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

describe('an intruder at the door', () => {
  const DETOURS = [
    '/v1/me/../admin/members',
    '/v1/me/%2e%2e/admin/members',
    '//v1/admin/members',
    '/v1//admin/members',
    '/v1/admin/members/',
    '/V1/Admin/Members',
    '/v1/admin%2fmembers',
    '/v1/admin/members;x=1',
    '/v1/admin/members%00',
    '/v1/admin/members.json',
    '/wallet/../v1/admin/members',
    '/wallet/%2e%2e%2fv1/admin/members',
    'http://elsewhere.example/v1/admin/members',
  ]
  it.each(DETOURS)('opens nothing by %s', async (path) => {
    const member = { authorization: `Bearer ${tokens.get('member') ?? ''}` }
    // Without a word, and with somebody else's token: an address that nobody has, or one that is closed.
    for (const headers of [{}, member]) expect([401, 404]).toContain(await ask(path, { headers }))
  })

  it.each(['x-http-method-override', 'x-method-override', 'x-original-url', 'x-rewrite-url', 'x-forwarded-prefix'])(
    'opens nothing by the header %s',
    async (name) => {
      const value = name.includes('method') ? 'DELETE' : '/v1/admin/members'
      const headers = { authorization: `Bearer ${tokens.get('member') ?? ''}`, [name]: value }
      expect(await ask('/v1/me/cards', { headers })).toBe(200)
      expect(await ask('/v1/me/sessions', { headers })).toBe(200)
      expect(await ask('/v1/me/cards', { headers })).toBe(200)
    },
  )

  it('answers no other origin, whatever it asks for', async () => {
    const origin = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    }
    for (const [path, method] of [
      ['/v1/me/cards', 'GET'],
      ['/v1/me/cards', 'OPTIONS'],
      ['/v1/me/session', 'OPTIONS'],
      ['/openapi.json', 'GET'],
    ] as const) {
      const { headers } = await server.call(path, { method, headers: origin })
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  })

  it('refuses a message whose end is told in two ways', async () => {
    const head = ['POST /v1/me/session HTTP/1.1', 'Host: x', 'Content-Type: application/json']
    expect(await say(...head, 'Content-Length: 4', 'Transfer-Encoding: chunked', '', '0', '', '')).toBe('HTTP/1.1 400 Bad Request')
    expect(await say(...head, 'Content-Length: 2', 'Content-Length: 4', '', '{}', '')).toBe('HTTP/1.1 400 Bad Request')
    expect(await say(...head, 'Transfer-Encoding: chunked, identity', '', '0', '', '')).toBe('HTTP/1.1 400 Bad Request')
  })

  it('believes no address that a caller gives itself', async () => {
    const limited = await startTestServer(database.appUrl, (config) => ({ ...config, rateLimits: { ...config.rateLimits, signIn: 3 } }))
    try {
      const statuses = []
      for (let i = 0; i < 5; i++) {
        const headers = { 'x-forwarded-for': `203.0.113.${i}`, forwarded: `for=203.0.113.${i}`, 'x-real-ip': `203.0.113.${i}` }
        statuses.push((await limited.call('/v1/me/session', { body: { login: 'M0000000000', password: 'wrong' }, headers })).status)
      }
      expect(statuses).toEqual([401, 401, 401, 429, 429])
    } finally {
      await limited.stop()
    }
  })
})

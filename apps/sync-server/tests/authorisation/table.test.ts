import { API, type Declared, isWrite, pathParameters } from '@mps/shared/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../src/app.ts'
import { createContext } from '../../src/context.ts'
import { fingerprint } from '../support/fingerprint.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { callEndpoint, type Reply } from './call-endpoint.ts'
import { pathFor } from './subjects.ts'
import { admits, blocksOf, expiredToken, type Role, ROLES, signedOutToken, tokenFor } from './visitors.ts'
import { routesOf } from './routes-of.ts'
import { aWorld, secretsOf, type World } from './world.ts'

const ENDPOINTS = Object.values<Declared>(API)
const PUBLIC = ENDPOINTS.filter(({ actor }) => actor === 'public')
const GUARDED = ENDPOINTS.filter((endpoint) => !PUBLIC.includes(endpoint))
const name = ({ method, path }: Declared) => `${method} ${path}`

/** What has no declaration: for what runs the server, for browsers, and a payment provider's own format. */
const PAGES_AND_PROBES =
  '/docs /docs/start.js /docs/swagger-ui-bundle.js /docs/swagger-ui.css /health /metrics /openapi.json /pay/{token} /ready'
const BESIDE_THE_API = new Set([...PAGES_AND_PROBES.split(' ').map((path) => `GET ${path}`), 'POST /v1/providers/sandbox/events'])

/** What stands at the door; whatever else is answered, the caller was inside. */
const AT_THE_DOOR = new Set(['unauthenticated', 'token_expired', 'terminal_revoked', 'forbidden'])

/** What a cell says of an answer: let in, or the problem it was turned away with. */
const verdict = ({ status, code }: Reply) => (AT_THE_DOOR.has(code) || status >= 500 ? `${status} ${code}` : 'in')

describe('the authorisation table', () => {
  let database: TestDatabase
  let server: TestServer
  let ours: World
  let theirs: World

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl)
    ours = await aWorld(database, server)
    theirs = await aWorld(database, server)
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })

  const call = (endpoint: Declared, about: World | null, token?: string, role?: Role) => callEndpoint(server, endpoint, about, token, role)
  const admitted = (endpoint: Declared) => ROLES.filter((role) => admits(endpoint, role))
  /** A problem document without what differs from request to request. */
  const withoutIds = ({ status, text }: Reply) => [status, text.replace(/"requestId":"[^"]*"/, '')]

  describe.each(GUARDED)('$method $path', (endpoint) => {
    it('turns away who says nothing, nonsense, or is of another kind', async () => {
      const turnedAway: Record<string, string> = {}
      for (const [visitor, token] of [
        ['nobody', undefined],
        ['nonsense', 'eyJhbGciOiJub25lIn0.e30.'],
        ['noise', 'x'],
      ] as const) {
        turnedAway[visitor] = verdict(await call(endpoint, ours, token))
      }
      for (const role of ROLES.filter((one) => !admits(endpoint, one))) {
        turnedAway[role] = verdict(await call(endpoint, ours, await tokenFor(role, ours, server, database)))
      }
      const expected = Object.keys(turnedAway).map((visitor) => [
        visitor,
        isCashierAtManagersDoor(endpoint, visitor) ? '403 forbidden' : '401 unauthenticated',
      ])
      expect(turnedAway).toEqual(Object.fromEntries(expected))
    })

    it('turns away a token that has expired or whose session was signed out', async () => {
      for (const role of admitted(endpoint)) {
        expect([role, verdict(await call(endpoint, ours, await expiredToken(role, ours, server)))]).toEqual([role, '401 token_expired'])
        if (role === 'terminal') continue
        expect([role, verdict(await call(endpoint, ours, await signedOutToken(role, ours, server, database)))]).toEqual([
          role,
          '401 unauthenticated',
        ])
      }
    })

    it('turns away whoever was blocked since the token was issued', async () => {
      for (const role of admitted(endpoint)) {
        for (const { name: state, table, blocked, active, subject } of blocksOf(role, theirs)) {
          const token = await tokenFor(role, theirs, server, database)
          const set = (fields: string) => database.owner.query(`update ${table} set ${fields} where id = $1`, [subject])
          await set(blocked)
          server.context.revocations.forget()
          const seen = await call(endpoint, theirs, token).then(verdict, String)
          await set(active)
          server.context.revocations.forget()
          expect([role, state, seen]).toEqual([role, state, role === 'terminal' ? '403 terminal_revoked' : '401 unauthenticated'])
        }
      }
    })

    it('tells another tenant nothing: their objects are as unknown as objects that nobody has', async () => {
      for (const role of admitted(endpoint).filter((one) => one !== 'admin')) {
        const [first, second] = [await tokenFor(role, ours, server, database), await tokenFor(role, ours, server, database)]
        await pathFor(endpoint.path, theirs, role)
        const namesAnObject = pathParameters(endpoint.path).length > 0
        const before = namesAnObject ? await fingerprint(database.owner) : {}
        const foreign = await call(endpoint, theirs, first, role)
        expect(secretsOf(theirs).filter((secret) => foreign.text.includes(secret))).toEqual([])
        if (!namesAnObject) continue
        // Whatever it answers, such as that nothing of the caller's was there to end: it has touched nothing.
        expect(await fingerprint(database.owner)).toEqual(before)
        const unknown = await call(endpoint, null, second)
        expect([role, ...withoutIds(foreign)]).toEqual([role, ...withoutIds(unknown)])
      }
    })

    it('lets in whom it is for', async () => {
      for (const role of admitted(endpoint)) {
        const reply = await call(endpoint, ours, await tokenFor(role, ours, server, database), role)
        const seen = isWrite(endpoint) ? verdict(reply) : reply.status
        expect([role, seen, reply.text]).toEqual([role, isWrite(endpoint) ? 'in' : 200, reply.text])
        // What it did may have blocked or closed what later cells need.
        if (isWrite(endpoint) && reply.status < 300) ours = await aWorld(database, server)
      }
    })
  })

  it('has a declaration for every route of the server, and a route for every declaration', async () => {
    const context = await createContext(server.context.config)
    const routes = routesOf(createApp(context))
    await context.close()
    expect(routes.filter((route) => !BESIDE_THE_API.has(route))).toEqual(ENDPOINTS.map(name).toSorted())
  })

  it.each(PUBLIC.map((endpoint) => [name(endpoint), endpoint] as const))('%s is open, and breaks for nobody', async (_name, endpoint) => {
    for (const token of [undefined, 'x', await tokenFor('member', ours, server, database)]) {
      expect((await call(endpoint, ours, token)).status).toBeLessThan(500)
    }
  })
})

function isCashierAtManagersDoor(endpoint: Declared, visitor: string): boolean {
  return visitor === 'cashier' && admits(endpoint, 'manager')
}

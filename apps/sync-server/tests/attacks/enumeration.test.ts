import { actorsOf, API, type Declared, pathParameters } from '@mps/shared/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callEndpoint } from '../authorisation/call-endpoint.ts'
import { aWorld, type World } from '../authorisation/world.ts'
import { aMember } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { memberTokenOf } from '../support/tokens.ts'

/** What somebody else's card may be: to a stranger all of it must look like a card that does not exist. */
const STATES: Record<string, string> = {
  'in use': 'select $1::uuid',
  empty: 'update app.member_cards set balance = 0 where id = $1',
  frozen: `update app.member_cards set status = 'frozen', blocked_at = clock_timestamp() where id = $1`,
  lost: `update app.member_cards set status = 'lost', blocked_at = clock_timestamp() where id = $1`,
  expired: `update app.member_cards set status = 'expired', expires_at = clock_timestamp() where id = $1`,
  closed: `update app.member_cards set status = 'closed', blocked_at = clock_timestamp() where id = $1`,
}

let database: TestDatabase
let server: TestServer
let token: string
const worlds = new Map<string, World>()
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  token = await memberTokenOf(server, await aMember(database))
  for (const [state, sql] of Object.entries(STATES)) {
    const world = await aWorld(database, server)
    await database.owner.query(sql, [world.card.cardId])
    worlds.set(state, world)
  }
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const endpoints: Declared[] = Object.values(API).filter(
  (endpoint) => actorsOf(endpoint).includes('member') && pathParameters(endpoint.path).length > 0,
)

describe.each(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))('%s', (_name, endpoint) => {
  it('tells a stranger of no card, code, payment or session that there is one, whatever its state', async () => {
    const answerAbout = async (world: World | null) => {
      const { status, text } = await callEndpoint(server, endpoint, world, token, world && 'member')
      return { status, text: text.replace(/"requestId":"[^"]*"/, '') }
    }
    const unknown = await answerAbout(null)
    for (const [state, world] of worlds) expect({ state, ...(await answerAbout(world)) }).toEqual({ state, ...unknown })
  })
})

describe('signing in', () => {
  const attempt = async (path: string, login: string) => {
    const { status, headers, body } = await server.call(path, { body: { login, password: 'not the password' } })
    const names = [...headers.keys()].filter((name) => !name.startsWith('ratelimit')).toSorted()
    return { status, names, body: { ...body, requestId: '' } }
  }

  it('answers a phone, an e-mail and a number that somebody has as those that nobody has', async () => {
    const member = await aMember(database, { phone: '+886911111111', email: 'known@example.com' })
    const nobody = await attempt('/v1/me/session', '+886900000000')
    for (const login of ['+886911111111', 'known@example.com', member.memberNo, 'nobody@example.com', 'M0000000000']) {
      expect(await attempt('/v1/me/session', login)).toEqual(nobody)
    }
  })

  it('answers the same for a suspended, an erased and an unknown member', async () => {
    const suspended = await aMember(database)
    const erased = await aMember(database)
    await database.owner.query(`update app.member_profiles set status = 'suspended', blocked_at = now() where id = $1`, [
      suspended.memberId,
    ])
    await database.owner.query(`update app.member_profiles set status = 'deleted', blocked_at = now() where id = $1`, [erased.memberId])
    const nobody = await attempt('/v1/me/session', 'M0000000001')
    for (const { memberNo } of [suspended, erased]) expect(await attempt('/v1/me/session', memberNo)).toEqual(nobody)
  })

  it('answers a login that is an admin’s, a cashier’s and nobody’s alike', async () => {
    const [world] = worlds.values()
    const { rows } = await database.owner.query<{ login: string }>('select login from auth.users where id = $1', [
      world!.merchant.cashierId,
    ])
    await database.owner.query(`insert into auth.users (login, name, is_platform_admin) values ('the-admin', 'Admin', true)`)
    const nobody = await attempt('/v1/sessions', 'nobody')
    for (const login of [rows[0]!.login, 'the-admin']) expect(await attempt('/v1/sessions', login)).toEqual(nobody)
  })
})

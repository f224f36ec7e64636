import { afterAll, beforeAll, expect, it } from 'vitest'
import { aMerchant, aTerminal, pairDevice } from '../support/builders.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { aPayer, cardRow, ledgerFaults } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { remoteCalls, startTestServer, type TestServer } from '../support/test-server.ts'
import { Till } from '../support/till.ts'
import { type PostgresProxy, startPostgresProxy } from './postgres-proxy.ts'

/** A sample of the twenty and more that a night run makes with MPS_FAULT_ROUNDS. */
const ROUNDS = Number(process.env['MPS_FAULT_ROUNDS'] ?? 6)

let database: TestDatabase
let issuer: TestServer
let proxy: PostgresProxy
let victim: ServerProcess
beforeAll(async () => {
  database = await createTestDatabase()
  // Codes come from an instance that is left alone; both share their secrets.
  issuer = await startTestServer(database.appUrl)
  proxy = await startPostgresProxy(database.appUrl)
  victim = await startServerProcess(proxy.url(database.appUrl), { SECRETS_FILE: issuer.context.config.secrets.file })
})
afterAll(async () => {
  await victim.dispose()
  await proxy.close()
  await issuer.stop()
  await database.drop()
})

it(`answers as it first decided when it was killed between commit and reply (${ROUNDS} times)`, { timeout: 240_000 }, async () => {
  const merchant = await aMerchant(database)
  const { terminalId, pairingCode } = await aTerminal(database, merchant.merchantId)
  const till = new Till(await pairDevice(issuer, merchant, terminalId, pairingCode))
  const payer = await aPayer(database, issuer, { balance: 1000_00 })
  const calls = remoteCalls(victim.url)
  await till.signIn()
  const settled = ROUNDS - Math.ceil(ROUNDS / 4)
  for (let round = 1; round <= ROUNDS; round++) {
    // The last are for more than there is: declines are kept as well as settlements.
    const charge = await till.charge(await payer.code(), { amount: round > settled ? 2000_00 : 1_00 })
    const committed = proxy.loseNext('merchant_charge_by_qr', 'after the commit')
    const lost = till.send(calls, [charge], { live: round % 2 === 0 }).catch((error: unknown) => error)
    await committed
    await victim.kill()
    expect(await lost).toBeInstanceOf(Error)
    await victim.start()
    const [outcome] = await till.send(calls, [charge])
    expect(outcome).toMatchObject({ state: round > settled ? 'declined' : 'settled', replayed: true, outcomeNo: round })
  }
  expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 1000_00 - settled * 1_00, points: settled })
  expect(await ledgerFaults(database.owner)).toEqual([])
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { aMerchant, aTerminal, pairDevice } from '../support/builders.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { aPayer, cardRow, ledgerFaults } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { remoteCalls, startTestServer, type TestServer } from '../support/test-server.ts'
import { Till } from '../support/till.ts'
import { type PostgresProxy, startPostgresProxy } from './postgres-proxy.ts'

const ROUNDS = 20

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
  for (let round = 1; round <= ROUNDS; round++) {
    // From the sixteenth on, the money is gone: declines are kept as well as settlements.
    const charge = await till.charge(await payer.code(), { amount: round > 15 ? 400_00 : 50_00 })
    const committed = proxy.swallowNextCommit()
    const lost = till.send(calls, [charge], { live: round % 2 === 0 }).catch((error: unknown) => error)
    await committed
    await victim.kill()
    expect(await lost).toBeInstanceOf(Error)
    await victim.start()
    const [outcome] = await till.send(calls, [charge])
    expect(outcome).toMatchObject({ state: round > 15 ? 'declined' : 'settled', replayed: true, outcomeNo: round })
  }
  expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 250_00, points: 750 })
  expect(await ledgerFaults(database.owner)).toEqual([])
})

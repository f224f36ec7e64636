import { afterAll, beforeAll, expect, it } from 'vitest'
import { aMerchant, aTerminal, pairDevice } from '../support/builders.ts'
import { aPayer, cardRow, ledgerFaults, type Payer } from '../support/shop.ts'
import { onCluster, testCluster } from '../support/test-cluster.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { type Made, Till } from '../support/till.ts'

let database: TestDatabase
let server: TestServer
let till: Till
let payer: Payer

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  const merchant = await aMerchant(database)
  const { terminalId, pairingCode } = await aTerminal(database, merchant.merchantId)
  till = new Till(await pairDevice(server, merchant, terminalId, pairingCode))
  payer = await aPayer(database, server)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const beat = async (device: Till) => {
  const report = { epoch: 1, lastSeq: device.seq, queueDepth: 0, queueSum: 0, oldestAgeS: null, clockOffsetMs: 0, app: 'test 1.0.0' }
  return (await server.call('/v1/terminal/heartbeat', { body: report, token: await device.device.token() })).body
}

/** Puts the database back to what it was at the copy, as a restore from a backup does: another database under the old name. */
async function restore(copy: string): Promise<void> {
  await onCluster(testCluster().url, async (client) => {
    await client.query(`drop database ${database.name} with (force)`)
    await client.query(`alter database ${copy} rename to ${database.name}`)
  })
}

it('settles again what a restored database has lost, codes of the lost time included, and no other unknown code', async () => {
  const kept = await till.charge(await payer.code(), { amount: 10_00 })
  await till.send(server, [kept])
  const before = await beat(till)
  expect(before).toMatchObject({ heldSeq: 1, lastOutcomeNo: 1 })

  const copy = `${database.name}_backup`
  await onCluster(testCluster().url, async (client) => {
    await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database.name}'`)
    await client.query(`create database ${copy} template ${database.name}`)
  })
  const lost: Made[] = []
  for (const amount of [20_00, 30_00]) lost.push(await till.charge(await payer.code(), { amount }))
  const answered = await till.send(server, lost)
  expect(answered).toMatchObject([{ state: 'settled' }, { state: 'settled' }])
  expect(await beat(till)).toMatchObject({ heldSeq: 3, ledgerId: before['ledgerId'] })

  await restore(copy)
  const after = await beat(till)
  // Both signs that the protocol gives a terminal: another ledger, and less held than acknowledged.
  expect(after).toMatchObject({ heldSeq: 1, lastOutcomeNo: 1 })
  expect(after['ledgerId']).not.toBe(before['ledgerId'])
  expect(await till.send(server, [kept])).toMatchObject([{ state: 'settled', replayed: true }])
  expect(await till.send(server, lost)).toMatchObject([
    { id: lost[0]!.id, state: 'settled', final: 20_00 },
    { id: lost[1]!.id, state: 'settled', final: 30_00 },
  ])
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(940_00)
  expect(await ledgerFaults(database.owner)).toEqual([])
})

it('takes a genuine code of any other time for unknown', async () => {
  const code = await payer.code()
  await database.owner.query(
    `delete from app.card_qr_state; delete from app.card_qr_history where qr_hash = decode('${code.codeHash}', 'hex')`,
  )
  await database.owner.query(
    `update app.ledger_gaps set lost_from = lost_from - interval '1 day', lost_until = lost_until - interval '1 day'`,
  )
  expect(await till.send(server, [await till.charge(code)])).toMatchObject([{ state: 'declined', code: 'code_unknown' }])
})

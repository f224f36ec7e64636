import { afterAll, beforeAll, expect, it } from 'vitest'
import { RUNNING_REPLAYS } from '../../src/charges/backlog-gate.ts'
import { aDevice } from '../support/builders.ts'
import { holdLock } from '../support/lock-queue.ts'
import { aPayer, aShop, cardRow } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { someCodes, Till } from '../support/till.ts'

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

it('settles what a set beside it held in a call for all of it, and not in one for each entry', async () => {
  const EACH = 40
  const { merchant } = await aShop(database, server)
  const payer = await aPayer(database, server, { balance: 1000_00 })
  const codes = await someCodes(server, payer.memberId, payer.cardId, 2 * EACH)
  const tills = [new Till(await aDevice(database, server, merchant)), new Till(await aDevice(database, server, merchant))]
  const backlogs = await Promise.all(
    tills.map(async (till, t) => {
      await till.signIn()
      const entries = []
      for (const code of codes.slice(t * EACH, (t + 1) * EACH)) entries.push(await till.charge(code, { amount: 1_00 }))
      return entries
    }),
  )
  let waits = 0
  server.context.pool.on('acquire', () => waits++)
  const outcomes = await Promise.all(tills.map((till, t) => till.send(server, backlogs[t]!)))
  expect(outcomes.flat().filter(({ state }) => state === 'settled')).toHaveLength(2 * EACH)
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(1000_00 - 2 * EACH * 1_00)
  // The pool is for what waits one by one; the few times here are the server's own reading of revocations and the like.
  expect(waits).toBeLessThan(EACH / 2)
})

it('lets other terminals replay while as many replays as run at once wait for cards that somebody holds', async () => {
  const { merchant } = await aShop(database, server)
  const free = await aPayer(database, server)
  const waiting = await Promise.all(
    Array.from({ length: RUNNING_REPLAYS }, async () => {
      const till = new Till(await aDevice(database, server, merchant))
      const payer = await aPayer(database, server)
      await till.signIn()
      const lock = await holdLock(database.owner, payer.cardId)
      let outcomes!: ReturnType<Till['send']>
      const entry = await till.charge(await payer.code())
      await lock.joins(() => (outcomes = till.send(server, [entry])))
      return { lock, outcomes }
    }),
  )
  const till = new Till(await aDevice(database, server, merchant))
  expect(await till.send(server, [await till.charge(await free.code())])).toMatchObject([{ state: 'settled' }])
  for (const { lock, outcomes } of waiting) {
    await lock.letGo()
    expect(await outcomes).toMatchObject([{ state: 'settled' }])
  }
})

import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RUNNING_REPLAYS } from '../../src/charges/backlog-lanes.ts'
import { aDevice, type Merchant } from '../support/builders.ts'
import { holdLock, holdRow } from '../support/lock-queue.ts'
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

it('settles what a set beside it held in a set for all of it, and not in a call for each entry', async () => {
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

it('settles in one call what several terminals sent while the lanes were full', async () => {
  const { merchant } = await aShop(database, server)
  const running = await Promise.all(Array.from({ length: RUNNING_REPLAYS }, () => aReplay(merchant, 1)))
  const waiting = await Promise.all(Array.from({ length: 3 }, () => aReplay(merchant, 4)))
  const before = await setSizes()
  const rows = await Promise.all(running.map(({ payer }) => holdRow(database.owner, payer.cardId)))
  const first = running.map(({ till, entries }) => till.send(server, entries))
  for (const row of rows) await row.isMet()
  const later = waiting.map(({ till, entries }) => till.send(server, entries))
  while ((await valueOf('mps_replays_waiting')) < waiting.length) await setImmediate()
  for (const row of rows) await row.letGo()
  const outcomes = await Promise.all([...first, ...later])
  expect(outcomes.map((some) => some.map(({ id, state }) => [id, state]))).toEqual(
    [...running, ...waiting].map(({ entries }) => entries.map(({ id }) => [id, 'settled'])),
  )
  for (const { payer } of waiting) expect((await cardRow(database.owner, payer.cardId)).balance).toBe(1000_00 - 4 * 1_00)
  const after = await setSizes()
  expect({ sets: after.sets - before.sets, entries: after.entries - before.entries }).toEqual({
    sets: RUNNING_REPLAYS + 1,
    entries: RUNNING_REPLAYS + 12,
  })
})

it('has a live charge wait for the card that is held, and not for the replays beside it', async () => {
  const { merchant, till } = await aShop(database, server)
  const { payer, till: replaying, entries } = await aReplay(merchant, 1)
  const row = await holdRow(database.owner, payer.cardId)
  const replayed = replaying.send(server, entries)
  await row.isMet()
  const member = await aPayer(database, server)
  const charge = await till.charge(await member.code())
  const lock = await holdLock(database.owner, member.cardId)
  let outcomes!: ReturnType<Till['send']>
  await lock.joins(() => (outcomes = till.send(server, [charge], { live: true })))
  await lock.letGo()
  expect(await outcomes).toMatchObject([{ state: 'settled' }])
  await row.letGo()
  expect(await replayed).toMatchObject([{ state: 'settled' }])
})

/** A terminal of its own with charges to one card, ready to be sent. */
async function aReplay(merchant: Merchant, count: number) {
  const till = new Till(await aDevice(database, server, merchant))
  await till.signIn()
  const payer = await aPayer(database, server)
  const entries = []
  for (const code of await someCodes(server, payer.memberId, payer.cardId, count)) entries.push(await till.charge(code, { amount: 1_00 }))
  return { till, payer, entries }
}

async function setSizes(): Promise<{ sets: number; entries: number }> {
  return { sets: await valueOf('mps_set_size_count'), entries: await valueOf('mps_set_size_sum') }
}

async function valueOf(metric: string): Promise<number> {
  const lines = await server.context.metrics.registry.metrics()
  return Number(new RegExp(`^${metric} (.*)$`, 'm').exec(lines)?.[1])
}

import { afterAll, beforeAll, expect, it } from 'vitest'
import { aDevice } from '../support/builders.ts'
import { aPayer, aShop, cardRow, ledgerFaults } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { type Outcome, someCodes, Till } from '../support/till.ts'

let database: TestDatabase
let servers: TestServer[]
beforeAll(async () => {
  database = await createTestDatabase()
  const first = await startTestServer(database.appUrl)
  const secrets = { file: first.context.config.secrets.file, text: undefined }
  servers = [first, await startTestServer(database.appUrl, (config) => ({ ...config, secrets }))]
})
afterAll(async () => {
  for (const server of servers.toReversed()) await server.stop()
  await database.drop()
})

const settled = (outcomes: Outcome[]) => outcomes.filter(({ state }) => state === 'settled')

it.each([{ live: true }, { live: false }])('settles exactly as many racing charges as the card can cover ($live)', async ({ live }) => {
  const { merchant } = await aShop(database, servers[0]!)
  const payer = await aPayer(database, servers[0]!, { balance: 20 * 50_00 })
  const codes = await someCodes(servers[0]!, payer.memberId, payer.cardId, 50)
  const devices = await Promise.all(Array.from({ length: 10 }, () => aDevice(database, servers[0]!, merchant)))
  const tills = devices.map((device) => new Till(device))
  const entries = await Promise.all(
    tills.map(async (till, t) => {
      const made = []
      for (const code of codes.slice(5 * t, 5 * t + 5)) made.push(await till.charge(code, { amount: 50_00 }))
      return made
    }),
  )
  const outcomes = await Promise.all(
    entries.flatMap((made, t) => made.map((entry, i) => tills[t]!.send(servers[(t + i) % 2]!, [entry], { live }))),
  )
  expect(settled(outcomes.flat())).toHaveLength(20)
  expect(new Set(outcomes.flat().map(({ state, code }) => code ?? state))).toEqual(new Set(['settled', 'insufficient_balance']))
  expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 0, points: 1000 })
  expect(await ledgerFaults(database.owner)).toEqual([])
})

it('spends a code once when every terminal of a shop charges it at the same moment', async () => {
  const { merchant } = await aShop(database, servers[0]!)
  const payer = await aPayer(database, servers[0]!)
  const code = await payer.code()
  const devices = await Promise.all(Array.from({ length: 12 }, () => aDevice(database, servers[0]!, merchant)))
  const outcomes = await Promise.all(
    devices.map(async (device, i) => {
      const till = new Till(device)
      return till.send(servers[i % 2]!, [await till.charge(code)], { live: true })
    }),
  )
  expect(settled(outcomes.flat())).toHaveLength(1)
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(900_00)
})

it('gives a terminal outcome numbers without gaps when its live sale and its backlog arrive together', async () => {
  const { till, device } = await aShop(database, servers[0]!)
  const payer = await aPayer(database, servers[0]!, { balance: 5000_00 })
  const codes = await someCodes(servers[0]!, payer.memberId, payer.cardId, 40)
  const entries = []
  for (const code of codes) entries.push(await till.charge(code, { amount: 1_00 }))
  await till.signIn()
  const batches = [entries.slice(0, 15), entries.slice(15, 30), ...entries.slice(30).map((entry) => [entry])]
  await Promise.all(batches.map((batch, i) => till.send(servers[i % 2]!, batch, { live: batch.length === 1 })))
  const { rows } = await database.owner.query<{ outcome_no: number }>(
    'select outcome_no from app.terminal_entries where terminal_id = $1 order by outcome_no',
    [device.terminalId],
  )
  expect(rows.map(({ outcome_no }) => outcome_no)).toEqual(entries.map((_, i) => i + 1))
})

it('lets one held card wait and everybody else pass', async () => {
  const shop = await aShop(database, servers[0]!)
  const other = await aShop(database, servers[0]!)
  const [held, free] = [await aPayer(database, servers[0]!), await aPayer(database, servers[0]!)]
  const batch = [
    await shop.till.charge(await free.code(), { amount: 1_00 }),
    await shop.till.charge(await held.code(), { amount: 2_00 }),
    await shop.till.charge(await free.code(), { amount: 3_00 }),
  ]
  const elsewhere = await other.till.charge(await free.code(), { amount: 4_00 })
  await Promise.all([shop.till.signIn(), other.till.signIn()])
  const holder = await database.owner.connect()
  await holder.query('begin')
  await holder.query('select sec.lock_multiple_cards($1)', [[held.cardId]])
  const waiting = shop.till.send(servers[0]!, batch)
  expect(await other.till.send(servers[0]!, [elsewhere], { live: true })).toMatchObject([{ state: 'settled' }])
  await expect.poll(async () => (await cardRow(database.owner, free.cardId)).balance, { timeout: 10_000 }).toBe(1000_00 - 8_00)
  expect((await cardRow(database.owner, held.cardId)).balance).toBe(1000_00)
  await holder.query('commit')
  holder.release()
  expect(await waiting).toMatchObject([{ state: 'settled' }, { state: 'settled' }, { state: 'settled' }])
})

/** How many statements wait for an advisory lock. */
async function waitingForLocks(): Promise<number> {
  const { rows } = await database.owner.query(
    `select 1 from pg_stat_activity where wait_event = 'advisory' and datname = current_database()`,
  )
  return rows.length
}

/** Holds a card's lock, lets a charge of 80.00 wait for it, spends 80.00 of its 100.00 meanwhile, and says what became of the charge. */
async function chargeBehindAnother(): Promise<{ outcome: Outcome | undefined; balance: number }> {
  const { till } = await aShop(database, servers[0]!)
  await till.signIn()
  const payer = await aPayer(database, servers[0]!, { balance: 100_00 })
  const charge = await till.charge(await payer.code(), { amount: 80_00 })
  const holder = await database.owner.connect()
  await holder.query('begin')
  await holder.query('select sec.lock_multiple_cards($1)', [[payer.cardId]])
  const waiting = till.send(servers[0]!, [charge])
  // The charge is in the slow lane now, waiting inside its statement.
  await expect.poll(waitingForLocks, { timeout: 10_000 }).toBe(1)
  // As another charge would: the money goes, with its posting.
  await holder.query('update app.member_cards set balance = balance - 80 where id = $1', [payer.cardId])
  await holder.query(
    `insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
     values (sec.uuid_v7(), 1, 'card_balance', $1, 'external_method', '00000000-0000-0000-0000-000000000000', 80, clock_timestamp())`,
    [payer.cardId],
  )
  await holder.query('commit')
  holder.release()
  const [outcome] = await waiting
  return { outcome, balance: (await cardRow(database.owner, payer.cardId)).balance }
}

it('decides on what the holder of the lock committed, never on data from before the wait', async () => {
  const { outcome, balance } = await chargeBehindAnother()
  expect(outcome).toMatchObject({ state: 'declined', code: 'insufficient_balance' })
  expect(balance).toBe(20_00)
})

it('would decide on old data if the lock moved into the reading statement', async () => {
  const { rows } = await database.owner.query<{ text: string }>(
    `select pg_get_functiondef(p.oid) as text from pg_proc p where p.proname = 'merchant_charge_by_qr'`,
  )
  const original = rows[0]!.text
  const lock = /v_busy := (app\.lock_charge_set\([\s\S]*?wait_for_locks\));/.exec(original)!
  const moved = original
    .replace(lock[0], "v_busy := '{}';")
    .replace('select * from app.read_charge_set(', `select k.* from (select ${lock[1]!} as keys offset 0) held, app.read_charge_set(`)
    .replace(') k\n    order by k.ord', ') k\n    where held.keys is not null order by k.ord')
  expect(moved).not.toBe(original)
  // The slow lane is what waits: let the first try wait as well, since it finds no key busy any more.
  await database.owner.query(moved.replace(lock[1]!, lock[1]!.replace('merchant_charge_by_qr.wait_for_locks', 'true')))
  try {
    const { outcome } = await chargeBehindAnother()
    expect(outcome).not.toMatchObject({ state: 'declined', code: 'insufficient_balance' })
  } finally {
    await database.owner.query(original)
  }
})

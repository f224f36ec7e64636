import { uuidv7 } from '@mps/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { byAdmin } from '../support/as-actor.ts'
import { holdLock, untilQueued } from '../support/lock-queue.ts'
import { aPayer, aShop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import type { Outcome } from '../support/till.ts'

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

/** The lock that every settled charge asks for before it commits, holding its own, as on a slow disk. */
const COMMIT = uuidv7()
async function commitsAskForLock(): Promise<void> {
  await database.owner.query(
    `create or replace function public.ask_for_lock() returns trigger language plpgsql security definer as $$ begin
       perform pg_advisory_xact_lock(sec.card_lock_key('${COMMIT}')); return null; end $$;
     drop trigger if exists slow_commit on app.idempotency_registry;
     create constraint trigger slow_commit after insert on app.idempotency_registry deferrable initially deferred
       for each row execute function public.ask_for_lock()`,
  )
}

/** Puts a shop somewhere where midnight comes at the next full second, and waits for it. */
async function midnightPasses(merchantId: string): Promise<Date> {
  const midnight = new Date(Math.ceil((Date.now() + 1) / 1000) * 1000)
  const zone = `<MID>${midnight.toISOString().slice(11, 19)}`
  await database.owner.query('update app.merchants set time_zone = $2 where id = $1', [merchantId, zone])
  await database.owner.query('select pg_sleep_until($1)', [midnight])
  return midnight
}

/** Decides a charge of 100.00 before midnight, settles the day that has ended, and lets the charge commit when the settlement is done or waits. */
async function chargeAcrossMidnight(settlementWaits: boolean): Promise<{ gross: number; next: number }> {
  const { merchant, till } = await aShop(database, server)
  const payer = await aPayer(database, server)
  await till.signIn()
  const charge = await till.charge(await payer.code(), { amount: 100_00 })
  await commitsAskForLock()
  const commit = await holdLock(database.owner, COMMIT)
  let charging: Promise<Outcome[]> | undefined
  await commit.joins(() => (charging = till.send(server, [charge], { live: true })))
  const midnight = await midnightPasses(merchant.merchantId)
  const day = new Date(midnight.getTime() - 86_400_000).toISOString().slice(0, 10)
  const settling = byAdmin(database)<{ gross: number }>('app.generate_settlement($1, $2, $2)', merchant.merchantId, day)
  await (settlementWaits ? untilQueued(database.owner, merchant.merchantId, 1) : settling)
  await commit.letGo()
  const { gross } = await settling
  expect(await charging).toMatchObject([{ state: 'settled' }])
  const { rows } = await database.owner.query<{ next: number }>(
    'select (sum(gross) * 100)::bigint as next from app.merchant_ledger_sums($1, $2, $3)',
    [merchant.merchantId, midnight.toISOString(), new Date(midnight.getTime() + 86_400_000).toISOString()],
  )
  return { gross, next: rows[0]!.next }
}

it('waits for the charge that was decided before midnight and commits after it', async () => {
  expect(await chargeAcrossMidnight(true)).toEqual({ gross: 100_00, next: 0 })
})

it('would lose that charge between two periods without the lock of the merchant', async () => {
  const { rows } = await database.owner.query<{ text: string }>(
    `select pg_get_functiondef(p.oid) as text from pg_proc p where p.proname = 'generate_settlement'`,
  )
  const original = rows[0]!.text
  const unlocked = original.replace('perform pg_advisory_xact_lock(sec.card_lock_key(generate_settlement.merchant_id));', '')
  expect(unlocked).not.toBe(original)
  await database.owner.query(unlocked)
  try {
    expect(await chargeAcrossMidnight(false)).toEqual({ gross: 0, next: 0 })
  } finally {
    await database.owner.query(original)
  }
})

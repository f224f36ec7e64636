import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asAdmin } from '../../src/db/transactions.ts'
import { aPayer, aShop } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
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

/** Every settled charge waits with its commit until that moment, holding its locks, as on a slow disk. */
async function commitsWaitUntil(moment: Date): Promise<void> {
  await database.owner.query(
    `create or replace function public.wait_until() returns trigger language plpgsql as $$ begin
       perform pg_sleep(greatest(0, extract(epoch from timestamptz '${moment.toISOString()}' - clock_timestamp()))); return null; end $$;
     drop trigger if exists slow_commit on app.idempotency_registry;
     create constraint trigger slow_commit after insert on app.idempotency_registry deferrable initially deferred
       for each row execute function public.wait_until()`,
  )
}

/** A shop somewhere in the Pacific where midnight comes at that moment, to the second. */
async function midnightComesAt(merchantId: string, moment: Date): Promise<void> {
  const zone = `<MID>${moment.toISOString().slice(11, 19)}`
  await database.owner.query('update app.merchants set time_zone = $2 where id = $1', [merchantId, zone])
}

/** Charges 100.00 just before midnight, commits it after midnight, and settles the day that has ended in between. */
async function chargeAcrossMidnight(): Promise<{ gross: number; next: number }> {
  const { merchant, till } = await aShop(database, server)
  const payer = await aPayer(database, server)
  await till.signIn()
  const charge = await till.charge(await payer.code(), { amount: 100_00 })
  const midnight = new Date(Math.ceil((Date.now() + 1000) / 1000) * 1000)
  await midnightComesAt(merchant.merchantId, midnight)
  await commitsWaitUntil(new Date(midnight.getTime() + 700))
  const charging = till.send(server, [charge], { live: true })
  await sleep(midnight.getTime() - Date.now() + 100)
  const day = new Date(midnight.getTime() - 86_400_000).toISOString().slice(0, 10)
  const { gross } = await asAdmin(database.admin, PLATFORM_ADMIN, async (client) => {
    const { rows } = await client.query<{ s: { gross: number } }>('select app.generate_settlement($1, $2, $2) as s', [
      merchant.merchantId,
      day,
    ])
    return rows[0]!.s
  })
  expect(await charging).toMatchObject([{ state: 'settled' }])
  const { rows } = await database.owner.query<{ next: number }>(
    'select (sum(gross) * 100)::bigint as next from app.merchant_ledger_sums($1, $2, $3)',
    [merchant.merchantId, midnight.toISOString(), new Date(midnight.getTime() + 86_400_000).toISOString()],
  )
  return { gross, next: rows[0]!.next }
}

it('waits for the charge that was decided before midnight and commits after it', async () => {
  expect(await chargeAcrossMidnight()).toEqual({ gross: 100_00, next: 0 })
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
    expect(await chargeAcrossMidnight()).toEqual({ gross: 0, next: 0 })
  } finally {
    await database.owner.query(original)
  }
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, asServer } from '../../src/db/transactions.ts'
import { aPayer, aShop, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

type Fault = { problem: string; object_id: string; expected: string; found: string; wrong_rows: number }

let database: TestDatabase
let server: TestServer
let shop: Shop
let payer: Payer
/** A payment of 100.00, one of 60.00 that was voided, and a declined one, as the server settled them. */
let ids: Record<'paid' | 'voided' | 'refund' | 'declined' | 'settlement', string>

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  shop = await aShop(database, server)
  payer = await aPayer(database, server, { balance: 500_00 })
  const paid = await shop.till.charge(await payer.code(), { amount: 100_00 })
  const voided = await shop.till.charge(await payer.code(), { amount: 60_00 })
  const declined = await shop.till.charge(await payer.code(), { amount: 900_00 })
  await shop.till.send(server, [paid, voided, declined])
  await shop.till.send(server, [await shop.till.void(voided.id)])
  const { rows } = await database.owner.query<{ id: string; entry_id: string | null; tx_type: string }>(
    'select id, entry_id, tx_type from app.transactions where merchant_id = $1',
    [shop.merchant.merchantId],
  )
  const idOf = (entry: { id: string }) => rows.find(({ entry_id }) => entry_id === entry.id)!.id
  const refund = rows.find(({ tx_type }) => tx_type === 'refund')!.id
  ids = { paid: idOf(paid), voided: idOf(voided), declined: idOf(declined), refund, settlement: await settleYesterday() }
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

/** A settlement of a day without money, on which a later posting can be dated. */
async function settleYesterday(): Promise<string> {
  return asAdmin(database.admin, PLATFORM_ADMIN, async (client) => {
    const { rows } = await client.query<{ s: { id: string } }>(
      `select app.generate_settlement($1, d.day, d.day) as s from (select (now() at time zone 'Asia/Taipei')::date - 1 as day) d`,
      [shop.merchant.merchantId],
    )
    return rows[0]!.s.id
  })
}

async function verify(fromBeginning = false): Promise<Fault[]> {
  return asAdmin(database.admin, PLATFORM_ADMIN, async (client) => {
    const { rows } = await client.query<Fault>('select * from app.verify_ledger($1)', [fromBeginning])
    return rows
  })
}

const close = () =>
  asServer(database.admin, async (client) => (await client.query<{ r: string }>(`select app.close_ledger('0', '0') as r`)).rows[0]!.r)

/** Goes on closing until there is nothing to wait for: transactions are numbered per cluster, and other tests' databases share it. */
async function closeAtLast(): Promise<string> {
  let step = ''
  await expect.poll(async () => (step = await close()), { timeout: 30_000 }).not.toBe('waiting')
  return step
}

/** Does it as a superuser would, sees what verifying says, and undoes it. */
async function tampered(sql: string, values: unknown[] = [], fromBeginning = false): Promise<Fault[]> {
  const client = await database.owner.connect()
  try {
    await client.query(`begin; set local session_replication_role = replica`)
    await client.query(sql, values)
    return (await client.query<Fault>('select * from app.verify_ledger($1)', [fromBeginning])).rows
  } finally {
    await client.query('rollback')
    client.release()
  }
}

type Tampering = [problem: string, how: string, sql: string, object: () => string]
const TAMPERINGS: Tampering[] = [
  ['balance_differs', 'a balance raised', 'update app.member_cards set balance = balance + 5 where id = $1', () => payer.cardId],
  ['points_differ', 'points given', 'update app.member_cards set points = points + 7 where id = $1', () => payer.cardId],
  [
    'postings_differ',
    'a posting made smaller',
    'update app.ledger_entries set amount = 1 where transaction_id = $1 and line = 1',
    () => ids.paid,
  ],
  ['postings_differ', 'a posting removed', 'delete from app.ledger_entries where transaction_id = $1 and line = 1', () => ids.paid],
  ['postings_differ', 'an amount changed', 'update app.transactions set final_amount = 1 where id = $1', () => ids.paid],
  [
    'fee_differs',
    'a fee posted smaller',
    'update app.ledger_entries set amount = 0.01 where transaction_id = $1 and line = 2',
    () => ids.paid,
  ],
  ['fee_differs', 'a fee rewritten', 'update app.transactions set fee_amount = 0 where id = $1', () => ids.paid],
  [
    'failed_but_posted',
    'a decline turned round',
    `update app.transactions set status = 'failed', decline_code = 'x' where id = $1`,
    () => ids.paid,
  ],
  ['postings_differ', 'a decline called settled', `update app.transactions set status = 'completed' where id = $1`, () => ids.declined],
  ['posting_without_transaction', 'a transaction removed', 'delete from app.transactions where id = $1', () => ids.paid],
  [
    'account_differs',
    'money led elsewhere',
    `update app.ledger_entries set credit_id = sec.uuid_v7() where transaction_id = $1 and line = 1`,
    () => ids.paid,
  ],
  ['refunds_differ', 'a refund forgotten', 'update app.transactions set refunded_amount = 0 where id = $1', () => ids.voided],
  ['refunds_differ', 'a state rewritten', `update app.transactions set status = 'completed' where id = $1`, () => ids.voided],
  ['earned_points_differ', 'points of a payment raised', 'update app.transactions set points_earned = 999 where id = $1', () => ids.paid],
  ['earned_points_differ', 'a point line removed', 'delete from app.point_ledger where transaction_id = $1', () => ids.refund],
  [
    'settlement_differs',
    'a settlement raised',
    'update app.settlements set gross = gross + 1, net = net + 1 where id = $1',
    () => ids.settlement,
  ],
  [
    'settlement_differs',
    'a charge dated into a settled day',
    `with moved as (update app.transactions set created_at = created_at - interval '1 day' where id = '$2' returning id)
     update app.ledger_entries set created_at = created_at - interval '1 day' where transaction_id = '$2' and $1::uuid is not null`,
    () => ids.settlement,
  ],
]

describe('verifying the ledger', () => {
  it('finds nothing wrong with what the server wrote', async () => {
    expect(await verify()).toEqual([])
    expect(await verify(true)).toEqual([])
  })

  it.each(TAMPERINGS)('names %s after %s', async (problem, _how, sql, object) => {
    const faults = await tampered(sql.replaceAll('$2', ids.paid), [object()])
    expect(faults.find((fault) => fault.problem === problem)).toMatchObject({ object_id: object() })
  })

  it('names a card whose point history does not add up', async () => {
    const faults = await tampered('update app.point_ledger set balance_after = balance_after + 1 where transaction_id = $1', [ids.refund])
    expect(faults).toMatchObject([{ problem: 'point_history_breaks', object_id: payer.cardId, wrong_rows: 1 }])
  })

  it('names the first of many wrong rows and says how many there are', async () => {
    const faults = await tampered('update app.member_cards set balance = balance + 5')
    const { rows } = await database.owner.query<{ id: string; n: number }>(
      'select min(id::text) as id, count(*) as n from app.member_cards',
    )
    expect(faults).toMatchObject([{ problem: 'balance_differs', object_id: rows[0]!.id, wrong_rows: rows[0]!.n }])
  })
})

describe('a closing', () => {
  it('waits for every transaction that was running when it was opened', async () => {
    const straggler = await database.owner.connect()
    try {
      await straggler.query('begin')
      // Gives it a number, as the first write of a charge does.
      await straggler.query('select pg_current_xact_id()')
      expect(await close()).toBe('opened')
      expect(await close()).toBe('waiting')
      await straggler.query('commit')
    } finally {
      straggler.release()
    }
    expect(await closeAtLast()).toBe('completed')
  })

  it('lets verifying go on from there, with what is charged afterwards', async () => {
    const charge = await shop.till.charge(await payer.code(), { amount: 30_00 })
    expect(await shop.till.send(server, [charge])).toMatchObject([{ state: 'settled' }])
    expect(await verify()).toEqual([])
    expect(await verify(true)).toEqual([])
    // A wrong posting from before the closing is found from the beginning only; a wrong balance always.
    const before = `update app.ledger_entries set amount = 1 where transaction_id = $1 and line = 1`
    expect(await tampered(before, [ids.paid])).toEqual([])
    expect((await tampered(before, [ids.paid], true)).map(({ problem }) => problem)).toEqual([
      'balance_differs',
      'closing_differs',
      'postings_differ',
    ])
    expect(await tampered('update app.member_cards set balance = balance + 5 where id = $1', [payer.cardId])).toMatchObject([
      { problem: 'balance_differs', object_id: payer.cardId },
    ])
  })

  it('that was tampered with is noticed', async () => {
    const faults = await tampered('update app.card_closings set balance = balance + 1 where card_id = $1', [payer.cardId], true)
    expect(faults).toMatchObject([{ problem: 'closing_differs', object_id: payer.cardId }])
  })

  it('is not made over a ledger that does not verify', async () => {
    expect(await close()).toBe('opened')
    await database.owner.query('update app.member_cards set balance = balance + 1 where id = $1', [payer.cardId])
    expect(await closeAtLast()).toBe('faulty')
    await database.owner.query('update app.member_cards set balance = balance - 1 where id = $1', [payer.cardId])
    expect(await closeAtLast()).toBe('completed')
    expect(await verify(true)).toEqual([])
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, asMerchantUser, asServer } from '../../src/db/transactions.ts'
import { aCard, aMember, aMerchant, type Merchant } from '../support/builders.ts'
import { aPastCashRecharge, aPastPayment, aPastRefund } from '../support/past.ts'
import { ledgerFaults } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'

type Settlement = Record<string, unknown> & { id: string; net: number }

let database: TestDatabase
let cardId: string
beforeAll(async () => {
  database = await createTestDatabase()
  const { memberId } = await aMember(database)
  cardId = (await aCard(database, { ownerId: memberId, balance: 100_000_00 })).cardId
})
afterAll(() => database.drop())

const admin = (call: string, values: unknown[]) =>
  asAdmin(database.admin, PLATFORM_ADMIN, async (client) => {
    const { rows } = await client.query<{ result: Settlement }>(`select ${call} as result`, values)
    return rows[0]!.result
  })
const generate = (merchantId: string, first: string, last = first) =>
  admin('app.generate_settlement($1, $2, $3)', [merchantId, first, last])
const inZone = async (merchant: Merchant, zone: string) =>
  database.owner.query('update app.merchants set time_zone = $2 where id = $1', [merchant.merchantId, zone])

describe('a period', () => {
  it('takes in what the ledger says of its business days, in the zone of the merchant', async () => {
    const { merchantId } = await aMerchant(database)
    // Taipei is eight hours ahead: 16:00 UTC is its midnight.
    const inside = await aPastPayment(database.owner, { merchantId, cardId, at: '2026-11-09T16:00:00Z', final: 500_00, fee: 7_50 })
    await aPastPayment(database.owner, { merchantId, cardId, at: '2026-11-10T15:59:59.999Z', final: 300_00, fee: 4_50 })
    await aPastPayment(database.owner, { merchantId, cardId, at: '2026-11-10T10:00:00Z', final: 80_00, method: 'cash' })
    await aPastPayment(database.owner, { merchantId, cardId, at: '2026-11-10T10:00:00Z', final: 80_00, status: 'failed' })
    await aPastRefund(database.owner, { paymentId: inside, at: '2026-11-10T11:00:00Z', amount: 120_00 })
    await aPastCashRecharge(database.owner, { merchantId, cardId, at: '2026-11-10T12:00:00Z', amount: 200_00 })
    await aPastPayment(database.owner, { merchantId, cardId, at: '2026-11-10T16:00:00Z', final: 999_00 })
    expect(await generate(merchantId, '2026-11-10')).toMatchObject({
      startsAt: '2026-11-09T16:00:00.000Z',
      endsAt: '2026-11-10T16:00:00.000Z',
      gross: 800_00,
      refunds: 120_00,
      fees: 12_00,
      heldRecharges: 200_00,
      carriedOver: 0,
      net: 468_00,
      paymentCount: 2,
      refundCount: 1,
      rechargeCount: 1,
      status: 'draft',
      generatedBy: PLATFORM_ADMIN,
    })
    expect(await ledgerFaults(database.owner)).toEqual([])
  })

  it('gives the same row when it is made again, also once it is confirmed', async () => {
    const { merchantId } = await aMerchant(database)
    const first = await generate(merchantId, '2026-11-10')
    expect(await generate(merchantId, '2026-11-10')).toEqual(first)
    const confirmed = await admin('app.confirm_settlement($1)', [first.id])
    expect(await generate(merchantId, '2026-11-10')).toEqual(confirmed)
  })

  it.each([
    ['overlaps another', '2026-11-10', '2026-11-11', 'settlement_overlaps'],
    ['lies inside another', '2026-11-09', '2026-11-09', 'settlement_overlaps'],
    ['leaves a day out', '2026-11-12', '2026-11-12', 'settlement_leaves_a_gap'],
    ['ends before it begins', '2026-11-12', '2026-11-11', 'settlement_period_wrong'],
    ['has not ended', '2026-11-11', '2027-01-31', 'settlement_period_not_over'],
  ])('is refused when it %s', async (_title, first, last, code) => {
    const { merchantId } = await aMerchant(database)
    await generate(merchantId, '2026-11-08', '2026-11-10')
    await expect(generate(merchantId, first, last)).rejects.toThrow(code)
  })

  it('cannot overlap another even by a direct write of the owner', async () => {
    const { merchantId } = await aMerchant(database)
    const { id } = await generate(merchantId, '2026-11-10')
    await expect(
      database.owner.query(
        `insert into app.settlements select (jsonb_populate_record(s, jsonb_build_object('id', sec.uuid_v7(), 'ends_at', s.ends_at + interval '1 hour'))).*
         from app.settlements s where s.id = $1`,
        [id],
      ),
    ).rejects.toThrow('periods_do_not_overlap')
  })

  it('is refused as the first one when it would leave earlier transactions out', async () => {
    const { merchantId } = await aMerchant(database)
    await aPastPayment(database.owner, { merchantId, cardId, at: '2026-11-08T12:00:00Z' })
    await expect(generate(merchantId, '2026-11-10')).rejects.toThrow('settlement_leaves_a_gap')
  })

  it.each([
    ['America/New_York', '2026-11-01', 25, '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    ['America/New_York', '2026-03-08', 23, '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    // Cairo's clocks jump at midnight: the day begins at 01:00, and in autumn its last hour comes twice.
    ['Africa/Cairo', '2026-04-24', 23, '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    ['Africa/Cairo', '2026-10-29', 25, '2026-10-28T21:00:00.000Z', '2026-10-29T22:00:00.000Z'],
  ])('has the hours that %s had on %s: %i', async (zone, day, _hours, startsAt, endsAt) => {
    const merchant = await aMerchant(database)
    await inZone(merchant, zone)
    const at = [0, 1].map((edge) => new Date(Date.parse(edge ? endsAt : startsAt) - edge).toISOString())
    for (const moment of [at[0]!, at[1]!, endsAt]) {
      await aPastPayment(database.owner, { merchantId: merchant.merchantId, cardId, at: moment, final: 10_00 })
    }
    expect(await generate(merchant.merchantId, day)).toMatchObject({ startsAt, endsAt, gross: 20_00, paymentCount: 2 })
  })

  it('joins the one before it when the merchant has moved to another zone', async () => {
    const merchant = await aMerchant(database)
    const before = await generate(merchant.merchantId, '2026-11-10')
    await inZone(merchant, 'Asia/Tokyo')
    const after = await generate(merchant.merchantId, '2026-11-11')
    expect(after['startsAt']).toBe(before['endsAt'])
    expect(after['endsAt']).toBe('2026-11-11T15:00:00.000Z')
  })
})

describe('a settlement', () => {
  it('goes from draft to confirmed to paid, names who did it and when, and posts the pay-out', async () => {
    const { merchantId } = await aMerchant(database)
    await aPastPayment(database.owner, { merchantId, cardId, at: '2026-11-10T03:00:00Z', final: 500_00, fee: 7_50 })
    await aPastCashRecharge(database.owner, { merchantId, cardId, at: '2026-11-10T04:00:00Z', amount: 100_00 })
    const { id, net } = await generate(merchantId, '2026-11-10')
    await expect(admin('app.pay_settlement($1, $2)', [id, 'TT-1'])).rejects.toThrow('settlement_not_confirmed')
    expect(await admin('app.confirm_settlement($1)', [id])).toMatchObject({ status: 'confirmed', confirmedBy: PLATFORM_ADMIN })
    await expect(admin('app.confirm_settlement($1)', [id])).rejects.toThrow('settlement_is_final')
    const paid = await admin('app.pay_settlement($1, $2)', [id, 'TT-1'])
    expect(paid).toMatchObject({ status: 'paid', paidBy: PLATFORM_ADMIN, payoutReference: 'TT-1', net })
    await expect(admin('app.pay_settlement($1, $2)', [id, 'TT-2'])).rejects.toThrow('settlement_is_final')
    // Everything that the merchant was owed and held is settled: both of its accounts are even.
    const { rows } = await database.owner.query(
      `select a.account, sum(a.amount)::float as amount from app.ledger_entries l
       cross join lateral (values (l.credit_type, l.credit_id, l.amount), (l.debit_type, l.debit_id, -l.amount)) as a (account, id, amount)
       where a.id = $1 group by 1 order by 1`,
      [merchantId],
    )
    expect(rows).toEqual([
      { account: 'merchant_payable', amount: 0 },
      { account: 'merchant_cash', amount: 0 },
    ])
    expect(await ledgerFaults(database.owner)).toEqual([])
  })

  it('never changes once it is confirmed, whatever arrives late', async () => {
    const { merchantId } = await aMerchant(database)
    const { id } = await generate(merchantId, '2026-11-10')
    const confirmed = await admin('app.confirm_settlement($1)', [id])
    await aPastPayment(database.owner, { merchantId, cardId, at: '2026-11-10T05:00:00Z' })
    expect(await generate(merchantId, '2026-11-10')).toEqual(confirmed)
    await expect(database.owner.query('update app.settlements set gross = gross + 1, net = net + 1 where id = $1', [id])).rejects.toThrow(
      'settlement_is_final',
    )
    await expect(database.owner.query('delete from app.settlements where id = $1', [id])).rejects.toThrow('settlement_is_final')
    await expect(admin('app.discard_settlement($1)', [id])).rejects.toThrow('settlement_is_final')
  })

  it('carries a negative net over until it is earned back, and never pays it', async () => {
    const { merchantId } = await aMerchant(database)
    await aPastCashRecharge(database.owner, { merchantId, cardId, at: '2026-11-10T04:00:00Z', amount: 300_00 })
    await aPastPayment(database.owner, { merchantId, cardId, at: '2026-11-11T03:00:00Z', final: 100_00 })
    await aPastPayment(database.owner, { merchantId, cardId, at: '2026-11-12T03:00:00Z', final: 250_00 })
    const first = await generate(merchantId, '2026-11-10')
    expect(first).toMatchObject({ net: -300_00, carriedOver: 0 })
    expect(await generate(merchantId, '2026-11-11')).toMatchObject({ gross: 100_00, carriedOver: -300_00, net: -200_00 })
    expect(await generate(merchantId, '2026-11-12')).toMatchObject({ gross: 250_00, carriedOver: -200_00, net: 50_00 })
    expect(await generate(merchantId, '2026-11-13')).toMatchObject({ carriedOver: 0, net: 0 })
    await admin('app.confirm_settlement($1)', [first.id])
    await expect(admin('app.pay_settlement($1, $2)', [first.id, 'TT-3'])).rejects.toThrow('settlement_is_carried_over')
  })

  it('is thrown away as a draft only, and only when nothing builds on it', async () => {
    const { merchantId } = await aMerchant(database)
    const first = await generate(merchantId, '2026-11-10')
    const second = await generate(merchantId, '2026-11-11')
    await expect(admin('app.discard_settlement($1)', [first.id])).rejects.toThrow('settlement_is_not_the_last')
    await admin('app.discard_settlement($1)', [second.id])
    await admin('app.discard_settlement($1)', [first.id])
    expect(await generate(merchantId, '2026-11-10', '2026-11-11')).toMatchObject({ firstDay: '2026-11-10', lastDay: '2026-11-11' })
  })

  it('is seen by its merchant and by no other', async () => {
    const [mine, other] = [await aMerchant(database), await aMerchant(database)]
    const { id } = await generate(mine.merchantId, '2026-11-10')
    const asUser = (merchant: Merchant, call: string, values: unknown[]) =>
      asMerchantUser(database.admin, { userId: merchant.managerId, merchantId: merchant.merchantId }, async (client) => {
        const { rows } = await client.query<{ result: Settlement[] }>(`select ${call} as result`, values)
        return rows[0]!.result
      })
    expect(await asUser(mine, 'app.list_settlements($1)', [mine.merchantId])).toMatchObject([{ id }])
    expect(await asUser(other, 'app.list_settlements($1)', [other.merchantId])).toEqual([])
    await expect(asUser(other, 'app.list_settlements($1)', [mine.merchantId])).rejects.toThrow('not_found')
    await expect(asUser(other, 'app.list_settlements()', [])).rejects.toThrow('not_found')
    await expect(asUser(other, 'app.read_settlement($1)', [id])).rejects.toThrow('not_found')
    await expect(asUser(mine, 'app.confirm_settlement($1)', [id])).rejects.toThrow('permission denied')
  })
})

describe('what the job has to make', () => {
  type Due = { merchant_id: string; first_day: string; last_day: string }
  const dueFor = async (merchantId: string) => {
    const rows = await asServer(database.admin, async (client) => (await client.query<Due>('select * from app.due_settlements()')).rows)
    return rows.filter((due) => due.merchant_id === merchantId).map((due) => [due.first_day, due.last_day])
  }

  it('is every ended day since the last settlement, a quiet time joined to the day that follows it', async () => {
    const { merchantId } = await aMerchant(database)
    expect(await dueFor(merchantId)).toEqual([])
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
    const dayOf = (at: string) => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10)
    await aPastPayment(database.owner, { merchantId, cardId, at: daysAgo(9) })
    const [first] = await dueFor(merchantId)
    expect(first).toEqual([dayOf(daysAgo(9)), dayOf(daysAgo(9))])
    await generate(merchantId, dayOf(daysAgo(9)))
    expect(await dueFor(merchantId)).toEqual([])
    await aPastPayment(database.owner, { merchantId, cardId, at: daysAgo(2) })
    expect(await dueFor(merchantId)).toEqual([
      [dayOf(daysAgo(8)), dayOf(daysAgo(2))],
      [dayOf(daysAgo(1)), dayOf(daysAgo(1))],
    ])
  })

  it('is not today, which has not ended in the zone of the merchant', async () => {
    const { merchantId } = await aMerchant(database)
    await aPastPayment(database.owner, { merchantId, cardId, at: new Date().toISOString() })
    expect(await dueFor(merchantId)).toEqual([])
  })
})

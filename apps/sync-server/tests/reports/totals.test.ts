import { afterAll, beforeAll, expect, it } from 'vitest'
import { asMerchantUser } from '../../src/db/transactions.ts'
import { aCard, aMember, aMerchant, aTerminal, type Merchant } from '../support/builders.ts'
import { aPastCashRecharge, aPastPayment, aPastRefund, type PastPayment } from '../support/past.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

type Part = { payments: { count: number; gross: number; net: number }; declined: { count: number }; fees: number } & Record<string, unknown>
type Totals = { total: Part } & Record<'byDay' | 'byHour' | 'byTerminal' | 'byCashier' | 'byCardType' | 'byMethod', Part[]>

let database: TestDatabase
let shop: Merchant
let cards: { standard: string; prepaid: string }
let terminals: string[]
beforeAll(async () => {
  database = await createTestDatabase()
  shop = await aMerchant(database)
  const { memberId } = await aMember(database)
  const card = async (cardType: 'standard' | 'prepaid') =>
    (await aCard(database, { ownerId: memberId, cardType, balance: 90_000_00 })).cardId
  cards = { standard: await card('standard'), prepaid: await card('prepaid') }
  terminals = [(await aTerminal(database, shop.merchantId)).terminalId, (await aTerminal(database, shop.merchantId)).terminalId]
  for (const payment of history()) await aPastPayment(database.owner, payment)
})
afterAll(() => database.drop())

const hour = (day: number, utcHour: number) => `2026-11-${String(day).padStart(2, '0')}T${String(utcHour).padStart(2, '0')}:30:00.000Z`

/** Ninety payments over three days, differing in every way that a report tells apart. */
function history(): PastPayment[] {
  return Array.from({ length: 90 }, (_, i) => ({
    merchantId: shop.merchantId,
    cardId: i % 3 === 0 ? cards.prepaid : cards.standard,
    at: hour(9 + (i % 3), i % 11),
    ...(i % 10 === 0 && { scannedAt: hour(7, 5) }),
    final: 10_00 + i,
    fee: i % 4 === 0 ? 0 : 15,
    method: i % 4 === 0 ? ('cash' as const) : ('balance' as const),
    status: i % 9 === 0 ? ('failed' as const) : ('completed' as const),
    terminalId: terminals[i % 2]!,
    cashierId: i % 5 === 0 ? shop.managerId : shop.cashierId,
  }))
}

const totals = (firstDay: string, lastDay: string, merchant = shop) =>
  asMerchantUser(database.admin, { userId: merchant.managerId, merchantId: merchant.merchantId }, async (client) => {
    const { rows } = await client.query<{ t: Totals }>('select app.merchant_totals($1, $2, $3) as t', [shop.merchantId, firstDay, lastDay])
    return rows[0]!.t
  })

/** The same sums, made in TypeScript from the history. */
function expected(payments: PastPayment[]) {
  const done = payments.filter(({ status }) => status === 'completed')
  const net = done.reduce((sum, { final = 0 }) => sum + final, 0)
  const fees = done.reduce((sum, { fee = 0 }) => sum + fee, 0)
  return { count: done.length, net, fees, declined: payments.length - done.length }
}
const shown = ({ payments, fees, declined }: Part) => ({ count: payments.count, net: payments.net, fees, declined: declined.count })

it.each([
  ['day', 'byDay', (p: PastPayment) => p.at.slice(0, 10), 'day'],
  ['hour', 'byHour', (p: PastPayment) => Number(p.at.slice(11, 13)) + 8, 'hour'],
  ['terminal', 'byTerminal', (p: PastPayment) => p.terminalId, 'terminalId'],
  ['cashier', 'byCashier', (p: PastPayment) => p.cashierId, 'cashierId'],
  ['card type', 'byCardType', (p: PastPayment) => (p.cardId === cards.prepaid ? 'prepaid' : 'standard'), 'cardType'],
  ['payment method', 'byMethod', (p: PastPayment) => p.method, 'method'],
] as const)('adds up by %s what the payments add up to', async (_title, group, keyOf, key) => {
  const found = await totals('2026-11-09', '2026-11-11')
  expect(shown(found.total)).toEqual(expected(history()))
  const byKey = Map.groupBy<unknown, PastPayment>(history(), keyOf)
  expect(new Map(found[group].map((part) => [part[key], shown(part)]))).toEqual(
    new Map([...byKey].map(([value, payments]) => [value, expected(payments)])),
  )
})

it('counts a charge on the day it settled and shows what was captured earlier', async () => {
  const found = await totals('2026-11-10', '2026-11-10')
  const that = history().filter(({ at, status }) => at.startsWith('2026-11-10') && status === 'completed')
  const earlier = that.filter(({ scannedAt }) => scannedAt !== undefined)
  expect(earlier.length).toBeGreaterThan(0)
  expect(found.total['capturedEarlier']).toEqual({ count: earlier.length, net: earlier.reduce((sum, { final = 0 }) => sum + final, 0) })
  expect((await totals('2026-11-07', '2026-11-08')).total.payments.count).toBe(0)
})

it('shows refunds and recharges apart, and agrees with the ledger to the minor unit', async () => {
  const { rows } = await database.owner.query<{ id: string }>(
    `select id from app.transactions where status = 'completed' and payment_method = 'balance' and created_at < '2026-11-10' limit 1`,
  )
  await aPastRefund(database.owner, { paymentId: rows[0]!.id, at: hour(13, 3), amount: 4_00 })
  await aPastCashRecharge(database.owner, { merchantId: shop.merchantId, cardId: cards.standard, at: hour(13, 4), amount: 300_00 })
  const { total } = await totals('2026-11-09', '2026-11-13')
  expect(total).toMatchObject({ refunds: { count: 1, amount: 4_00 }, recharges: { count: 1, amount: 300_00 } })
  const sums = await database.owner.query(
    `select (l.gross * 100)::bigint as gross, (l.refunds * 100)::bigint as refunds, (l.fees * 100)::bigint as fees,
       (l.held_recharges * 100)::bigint as held from app.merchant_ledger_sums($1, '2026-11-08T16:00Z', '2026-11-13T16:00Z') l`,
    [shop.merchantId],
  )
  const balance = (await totals('2026-11-09', '2026-11-13')).byMethod.find(({ method }) => method === 'balance')!
  expect(sums.rows).toEqual([{ gross: balance.payments.net, refunds: 4_00, fees: total.fees, held: 300_00 }])
})

it('is no business of another merchant, and takes no period that ends before it begins', async () => {
  const other = await aMerchant(database)
  await expect(totals('2026-11-09', '2026-11-11', other)).rejects.toThrow('not_found')
  await expect(totals('2026-11-11', '2026-11-09')).rejects.toThrow('settlement_period_wrong')
})

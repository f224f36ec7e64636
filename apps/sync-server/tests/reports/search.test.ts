import { afterAll, beforeAll, expect, it } from 'vitest'
import { asAdmin, asMember, asMerchantUser, asTerminal } from '../../src/db/transactions.ts'
import { aCard, aMember, aMerchant, aTerminal, type Merchant } from '../support/builders.ts'
import { aPastPayment } from '../support/past.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'

type Found = { cursor_at: string; id: string; document: Record<string, unknown> & { txNo: string; finalAmount: number } }

let database: TestDatabase
let shop: Merchant
let other: Merchant
let payer: { memberId: string; cardId: string; cardNo: string }
let terminalId: string
beforeAll(async () => {
  database = await createTestDatabase()
  ;[shop, other] = [await aMerchant(database), await aMerchant(database)]
  const { memberId } = await aMember(database)
  payer = { memberId, ...(await aCard(database, { ownerId: memberId, balance: 9000_00 })) }
  const stranger = await aMember(database)
  const foreignCard = await aCard(database, { ownerId: stranger.memberId, balance: 9000_00 })
  terminalId = (await aTerminal(database, shop.merchantId)).terminalId
  const { merchantId } = shop
  const at = new Date(Date.now() - 86_400_000).toISOString()
  // Five at the very same microsecond, so that pages must tell them apart by their ids.
  for (let i = 1; i <= 5; i++) await aPastPayment(database.owner, { merchantId, cardId: payer.cardId, at, final: i * 10_00, terminalId })
  await aPastPayment(database.owner, { merchantId, cardId: foreignCard.cardId, at, final: 60_00, cashierId: shop.cashierId })
  await aPastPayment(database.owner, { merchantId, cardId: payer.cardId, at: '2026-01-02T03:04:05Z', final: 70_00, status: 'failed' })
  await aPastPayment(database.owner, { merchantId: other.merchantId, cardId: payer.cardId, at, final: 80_00 })
})
afterAll(() => database.drop())

const asShop = (merchant: Merchant, filter: Record<string, unknown> = {}, limit = 50) =>
  asMerchantUser(database.admin, { userId: merchant.managerId, merchantId: merchant.merchantId }, async (client) => {
    const { rows } = await client.query<Found>('select * from app.get_merchant_transactions($1, $2, $3)', [shop.merchantId, filter, limit])
    return rows
  })
const amounts = (rows: Found[]) => rows.map(({ document }) => document.finalAmount).toSorted((a, b) => a - b)

it('shows a merchant its own transactions and nobody else', async () => {
  expect(amounts(await asShop(shop))).toEqual([10_00, 20_00, 30_00, 40_00, 50_00, 60_00, 70_00])
  await expect(asShop(other)).rejects.toThrow('not_found')
})

it('shows four digits of a card and never the whole of it', async () => {
  const rows = await asShop(shop)
  expect(JSON.stringify(rows)).not.toContain(payer.cardNo)
  expect(rows.some(({ document }) => document['cardSuffix'] === payer.cardNo.slice(-4))).toBe(true)
})

it.each([
  ['an amount', () => ({ minAmount: 20_00, maxAmount: 40_00 }), [20_00, 30_00, 40_00]],
  ['a state', () => ({ statuses: ['failed'] }), [70_00]],
  ['a type', () => ({ txTypes: ['refund', 'recharge'] }), []],
  ['a terminal', () => ({ terminalId }), [10_00, 20_00, 30_00, 40_00, 50_00]],
  ['a cashier', () => ({ cashierId: shop.cashierId }), [60_00]],
  ['a method', () => ({ methods: ['cash'] }), []],
  ['a time', () => ({ from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }), [70_00]],
  [
    'the last digits of a card',
    () => ({ cardSuffix: payer.cardNo.slice(-4), statuses: ['completed'] }),
    [10_00, 20_00, 30_00, 40_00, 50_00],
  ],
  ['quotes, which stay quoted', () => ({ cardSuffix: `'; drop table app.transactions; --` }), []],
])('finds by %s', async (_title, filter, expected) => {
  expect(amounts(await asShop(shop, filter()))).toEqual(expected)
})

it('finds one transaction by its number, in the partition that the number names', async () => {
  const [row] = await asShop(shop, { statuses: ['failed'] })
  expect(amounts(await asShop(shop, { txNo: row!.document.txNo }))).toEqual([70_00])
  expect(await asShop(shop, { txNo: `20260231${'0'.repeat(11)}` })).toEqual([])
  expect(await asShop(shop, { txNo: 'no number' })).toEqual([])
})

it('pages through rows of one moment without missing or repeating any', async () => {
  const seen: string[] = []
  let cursor = {}
  for (let page = 0; page < 10; page++) {
    const rows = await asShop(shop, cursor, 2)
    if (rows.length === 0) break
    seen.push(...rows.map(({ id }) => id))
    cursor = { beforeAt: rows.at(-1)!.cursor_at, beforeId: rows.at(-1)!.id }
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toHaveLength(7)
})

it('lets an admin look at a member, and a member at nobody else', async () => {
  const query = 'select * from app.get_member_transactions($1)'
  const byAdmin = await asAdmin(database.admin, PLATFORM_ADMIN, async (client) => (await client.query<Found>(query, [payer.memberId])).rows)
  // The recharge that filled the card is among them.
  expect(amounts(byAdmin)).toEqual([10_00, 20_00, 30_00, 40_00, 50_00, 70_00, 80_00, 9000_00])
  const asOther = asMember(database.admin, (await aMember(database)).memberId, (client) => client.query(query, [payer.memberId]))
  await expect(asOther).rejects.toThrow('not_found')
  const unknown = asAdmin(database.admin, PLATFORM_ADMIN, (client) => client.query(query, [shop.merchantId]))
  await expect(unknown).rejects.toThrow('not_found')
})

it('shows a terminal the recent ones of its merchant, an old one by its whole number, and no fees', async () => {
  const search = (filter: Record<string, unknown>) =>
    asTerminal(database.admin, terminalId, async (client) => {
      const { rows } = await client.query<Found>('select * from app.get_terminal_transactions($1)', [filter])
      return rows
    })
  const recent = await search({})
  expect(amounts(recent)).toEqual([10_00, 20_00, 30_00, 40_00, 50_00, 60_00])
  expect(recent[0]!.document).not.toHaveProperty('fee')
  const [old] = await asShop(shop, { statuses: ['failed'] })
  expect(amounts(await search({ txNo: old!.document.txNo }))).toEqual([70_00])
  const { rows } = await database.owner.query<{ tx_no: string }>('select tx_no from app.transactions where merchant_id = $1', [
    other.merchantId,
  ])
  expect(await search({ txNo: rows[0]!.tx_no })).toEqual([])
})

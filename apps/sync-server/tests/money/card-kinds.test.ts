import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueCodes } from '../../src/me/issue-codes.ts'
import { byAdmin } from '../support/as-actor.ts'
import { aMember } from '../support/builders.ts'
import { aRefund } from '../support/money.ts'
import { aPayer, aShop, cardRow, keepFromMidnight, ledgerFaults, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { aCode } from '../support/till.ts'

let database: TestDatabase
let server: TestServer
let shop: Shop
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  shop = await aShop(database, server)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const bind = (cardId: string, memberId: string, role: string, perCharge: number | null = null, perDay: number | null = null) =>
  byAdmin(database)('app.bind_member_to_card($1, $2, $3, $4, $5)', cardId, memberId, role, perCharge, perDay)

/** A charge by a member on a card; its state or code, and what was paid. */
async function pay(memberId: string, cardId: string, amount: number) {
  const [outcome] = await shop.till.send(server, [await shop.till.charge(await aCode(server, memberId, cardId), { amount })])
  return outcome!
}

/** What a new code promises without the server. */
async function promised(memberId: string, cardId: string): Promise<number> {
  const { codes } = await issueCodes(server.context, memberId, cardId, 1)
  return codes[0]!.offlineLimit
}

describe('a corporate card', () => {
  it('gives its fixed discount to whoever it is shared with, and no points or level, however much is spent', async () => {
    const owner = await aPayer(database, server, { cardType: 'corporate', balance: 5000_00, fixedDiscount: '0.700' })
    const { memberId } = await aMember(database)
    await bind(owner.cardId, memberId, 'member')
    expect(await pay(memberId, owner.cardId, 2000_00)).toMatchObject({ state: 'settled', discount: 700, final: 1400_00, points: 0 })
    expect(await pay(owner.memberId, owner.cardId, 1000_00)).toMatchObject({ state: 'settled', final: 700_00 })
    expect(await cardRow(database.owner, owner.cardId)).toMatchObject({ balance: 2900_00, points: 0, level: null })
  })

  it('holds each employee to a limit of their own, and gives a refund back to the card', async () => {
    const owner = await aPayer(database, server, { cardType: 'corporate', balance: 1000_00, fixedDiscount: '1.000' })
    const { memberId } = await aMember(database)
    await bind(owner.cardId, memberId, 'member', 100_00, 150_00)
    expect(await pay(memberId, owner.cardId, 100_01)).toMatchObject({ code: 'member_limit_exceeded' })
    const paid = await pay(memberId, owner.cardId, 100_00)
    expect(paid).toMatchObject({ state: 'settled' })
    expect(await pay(memberId, owner.cardId, 50_01)).toMatchObject({ code: 'member_limit_exceeded' })
    await shop.till.send(server, [await aRefund(database.owner, shop.till, String(paid['txNo']), { amount: 100_00 })])
    expect((await cardRow(database.owner, owner.cardId)).balance).toBe(1000_00)
    expect(await pay(owner.memberId, owner.cardId, 999_00)).toMatchObject({ state: 'settled' })
  })

  it('holds an employee to what is left of the day when the card was replaced, and promises no more offline', async () => {
    await keepFromMidnight(database.owner, shop.merchant)
    const owner = await aPayer(database, server, { cardType: 'corporate', balance: 5000_00, fixedDiscount: '1.000' })
    const { memberId } = await aMember(database)
    await bind(owner.cardId, memberId, 'member', null, 1000_00)
    expect(await promised(memberId, owner.cardId)).toBe(1000_00)
    expect(await pay(memberId, owner.cardId, 300_00)).toMatchObject({ state: 'settled' })
    const second = await byAdmin(database)<string>('app.replace_card($1, $2)', owner.cardId, 'worn')
    expect(await pay(memberId, second, 200_00)).toMatchObject({ state: 'settled' })
    const third = await byAdmin(database)<string>('app.replace_card($1, $2)', second, 'lost')
    expect(await promised(memberId, third)).toBe(500_00)
    expect(await pay(memberId, third, 500_01)).toMatchObject({ code: 'member_limit_exceeded' })
    expect(await pay(memberId, third, 500_00)).toMatchObject({ state: 'settled' })
    expect(await promised(memberId, third)).toBe(0)
    expect(await promised(owner.memberId, third)).toBe(3000_00)
  })

  it('is not to be had without its discount', async () => {
    const { memberId } = await aMember(database)
    await expect(byAdmin(database)(`app.issue_card($1, 'corporate')`, memberId)).rejects.toMatchObject({ code: 'MP055' })
  })
})

describe('a voucher', () => {
  it('comes with its balance, is spent at face value down to nothing, and gives no points', async () => {
    const holder = await aPayer(database, server, { cardType: 'voucher', balance: 100_00 })
    expect(await pay(holder.memberId, holder.cardId, 60_00)).toMatchObject({ discount: 1000, final: 60_00, points: 0 })
    expect(await pay(holder.memberId, holder.cardId, 40_01)).toMatchObject({ code: 'insufficient_balance' })
    expect(await pay(holder.memberId, holder.cardId, 40_00)).toMatchObject({ state: 'settled' })
    expect(await cardRow(database.owner, holder.cardId)).toMatchObject({ balance: 0, points: 0, level: null })
  })

  it('is never issued empty, and no other card with a balance', async () => {
    const { memberId } = await aMember(database)
    const issue = (cardType: string, balance: number) => byAdmin(database)('app.issue_card($1, $2, null, $3)', memberId, cardType, balance)
    await expect(issue('voucher', 0)).rejects.toMatchObject({ code: 'MP023' })
    await expect(issue('standard', 1)).rejects.toMatchObject({ code: 'MP023' })
  })

  it('ends with its time', async () => {
    const holder = await aPayer(database, server, { cardType: 'voucher', balance: 100_00 })
    const code = await holder.code()
    await database.owner.query('update app.member_cards set expires_at = now() where id = $1', [holder.cardId])
    const [outcome] = await shop.till.send(server, [await shop.till.charge(code, { amount: 1_00 })])
    expect(outcome).toMatchObject({ code: 'card_expired' })
  })
})

describe.each(['standard', 'prepaid'] as const)('a %s card', (cardType) => {
  it('climbs by its points and pays less with its next code, and comes down with a refund', async () => {
    const holder = await aPayer(database, server, { cardType, balance: 3000_00 })
    const paid = await pay(holder.memberId, holder.cardId, 1000_00)
    expect(paid).toMatchObject({ discount: 1000, points: 1000 })
    expect(await pay(holder.memberId, holder.cardId, 100_00)).toMatchObject({ discount: 980, final: 98_00, points: 98 })
    await shop.till.send(server, [await aRefund(database.owner, shop.till, String(paid['txNo']), { amount: 1000_00 })])
    expect(await pay(holder.memberId, holder.cardId, 100_00)).toMatchObject({ discount: 1000, final: 100_00 })
  })

  it('gives points for what is paid in cash as well, and its level follows', async () => {
    const holder = await aPayer(database, server, { cardType, balance: 0 })
    const [outcome] = await shop.till.send(server, [await shop.till.charge(await holder.code(), { amount: 1000_99, method: 'cash' })])
    expect(outcome).toMatchObject({ state: 'settled', points: 1000 })
    expect(await cardRow(database.owner, holder.cardId)).toMatchObject({ balance: 0, points: 1000, level: 2 })
  })
})

it('keeps the ledger whole through all of this', async () => {
  expect(await ledgerFaults(database.owner)).toEqual([])
})

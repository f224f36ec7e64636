import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import type { Made } from '../support/till.ts'
import { aPayer, aShop, cardRow, ledgerFaults } from '../support/shop.ts'

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

describe('a charge', () => {
  it('takes the quoted price from the card, gives points and says so', async () => {
    const { till } = await aShop(database, server)
    const payer = await aPayer(database, server, { balance: 500_00 })
    const charge = await till.charge(await payer.code(), { amount: 123_45 })
    const [outcome] = await till.send(server, [charge], { live: true })
    expect(outcome).toMatchObject({ id: charge.id, state: 'settled', outcomeNo: 1, discount: 1000, final: 123_45, points: 123 })
    expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 376_55, points: 123 })
  })

  it('posts payment and fee so that the merchant is owed the rest', async () => {
    const { till, merchant } = await aShop(database, server)
    const payer = await aPayer(database, server)
    await till.send(server, [await till.charge(await payer.code(), { amount: 99_99 })])
    const { rows } = await database.owner.query(
      `select debit_type, credit_type, (amount * 100)::int as amount from app.ledger_entries where $1 in (debit_id, credit_id) order by line`,
      [merchant.merchantId],
    )
    // 1.5 % of 99.99 is 1.49985, half up: 1.50.
    expect(rows).toEqual([
      { debit_type: 'card_balance', credit_type: 'merchant_payable', amount: 99_99 },
      { debit_type: 'merchant_payable', credit_type: 'fees', amount: 1_50 },
    ])
  })

  it('takes each charge of a set from its own card, whatever the order of cards, codes and terminals', async () => {
    const shops = await Promise.all([aShop(database, server), aShop(database, server)])
    const payers = await Promise.all(Array.from({ length: 12 }, () => aPayer(database, server, { balance: 1000_00 })))
    // Some cards twice, and their codes issued in another order than they are charged.
    const sales = [...payers, ...payers.slice(3, 7).toReversed()].map((payer, i) => ({ payer, amount: 100 + 7 * i }))
    const codes = await Promise.all(sales.toReversed().map(({ payer }) => payer.code()))
    const batches: Made[][] = [[], []]
    for (const [i, { amount }] of sales.entries()) batches[i % 2]!.push(await shops[i % 2]!.till.charge(codes.at(-1 - i)!, { amount }))
    const outcomes = await Promise.all(shops.map(({ till }, s) => till.send(server, batches[s]!)))
    expect(new Set(outcomes.flat().map(({ state }) => state))).toEqual(new Set(['settled']))
    for (const payer of payers) {
      const spent = sales.filter((sale) => sale.payer === payer).reduce((sum, { amount }) => sum + amount, 0)
      expect((await cardRow(database.owner, payer.cardId)).balance).toBe(1000_00 - spent)
    }
  })

  it('prices each card type by its own rule', async () => {
    const { till } = await aShop(database, server)
    const corporate = await aPayer(database, server, { cardType: 'corporate', fixedDiscount: '0.855' })
    const voucher = await aPayer(database, server, { cardType: 'voucher', balance: 300_00 })
    const prepaid = await aPayer(database, server, { cardType: 'prepaid' })
    const outcomes = await till.send(server, [
      await till.charge(await corporate.code(), { amount: 33_33 }),
      await till.charge(await voucher.code(), { amount: 33_33 }),
      await till.charge(await prepaid.code(), { amount: 33_33 }),
    ])
    expect(outcomes).toMatchObject([
      { state: 'settled', discount: 855, final: 28_50, points: 0 },
      { state: 'settled', discount: 1000, final: 33_33, points: 0 },
      { state: 'settled', discount: 1000, final: 33_33, points: 33 },
    ])
  })

  it('lifts the level with the points, and the discount of the next code only', async () => {
    const { till } = await aShop(database, server)
    const payer = await aPayer(database, server, { balance: 5000_00 })
    const [first, second] = [await payer.code(), await payer.code()]
    const outcomes = await till.send(server, [await till.charge(first, { amount: 1000_00 }), await till.charge(second, { amount: 100_00 })])
    expect(outcomes).toMatchObject([{ state: 'settled' }, { state: 'settled', discount: 1000 }])
    expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ level: 2, discount: 980, points: 1100 })
    expect((await payer.code()).discount).toBe(980)
  })

  it('leaves the balance alone when it is paid otherwise, and still gives points', async () => {
    const { till } = await aShop(database, server)
    const payer = await aPayer(database, server, { balance: 10_00 })
    const [outcome] = await till.send(server, [await till.charge(await payer.code(), { amount: 80_00, method: 'cash' })])
    expect(outcome).toMatchObject({ state: 'settled', points: 80 })
    expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 10_00, points: 80 })
  })

  it('writes one audit row per outcome and one number per outcome without gaps', async () => {
    const { till } = await aShop(database, server)
    const payer = await aPayer(database, server, { balance: 150_00 })
    const codes = [await payer.code(), await payer.code(), await payer.code()]
    const charges = [await till.charge(codes[0]!), await till.charge(codes[1]!), await till.charge(codes[2]!, { amount: 10_00 })]
    const outcomes = await till.send(server, charges)
    expect(outcomes.map(({ outcomeNo, state }) => [outcomeNo, state])).toEqual([
      [1, 'settled'],
      [2, 'declined'],
      [3, 'settled'],
    ])
    const { rows } = await database.owner.query('select action from audit.event_log where object_id = any ($1) order by id', [
      charges.map(({ id }) => id),
    ])
    expect(rows.map(({ action }) => action)).toEqual(['charge.settled', 'charge.declined', 'charge.settled'])
  })
})

describe('the ledger', () => {
  it('agrees with every balance and every point after all of the above', async () => {
    expect(await ledgerFaults(database.owner)).toEqual([])
  })

  it('is found wrong when a balance was changed behind its back', async () => {
    const payer = await aPayer(database, server)
    await database.owner.query('update app.member_cards set balance = balance + 0.01 where id = $1', [payer.cardId])
    expect(await ledgerFaults(database.owner)).toMatchObject([{ problem: 'balance_differs', object_id: payer.cardId }])
    await database.owner.query('update app.member_cards set balance = balance - 0.01 where id = $1', [payer.cardId])
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDevice } from '../support/builders.ts'
import { accountOf, anApproval, aRefund } from '../support/money.ts'
import { aPayer, aShop, cardRow, ledgerFaults, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { type Made, Till } from '../support/till.ts'

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

type Paid = { payer: Payer; txNo: string }

async function aPayment(
  { till }: Shop,
  amount: number,
  options: { method?: string; card?: Parameters<typeof aPayer>[2] } = {},
): Promise<Paid> {
  const payer = await aPayer(database, server, options.card)
  const [outcome] = await till.send(server, [
    await till.charge(await payer.code(), { amount, ...(options.method && { method: options.method }) }),
  ])
  return { payer, txNo: String(outcome!['txNo']) }
}

async function refund({ till }: Shop, txNo: string, amount: number) {
  const [outcome] = await till.send(server, [await aRefund(database.owner, till, txNo, { amount })])
  return outcome!
}

async function paymentRow(txNo: string) {
  const { rows } = await database.owner.query(
    'select status, (refunded_amount * 100)::int as refunded from app.transactions where tx_no = $1',
    [txNo],
  )
  return rows[0] as { status: string; refunded: number }
}

describe('a refund at the till', () => {
  it('gives a part back, takes its points, and says what is left', async () => {
    const shop = await aShop(database, server)
    const { payer, txNo } = await aPayment(shop, 250_50)
    expect(await refund(shop, txNo, 100_60)).toMatchObject({
      state: 'settled',
      final: 100_60,
      points: -101,
      refund: { paymentTxNo: txNo, left: 149_90, payOut: 'balance' },
    })
    expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 850_10, points: 149 })
    expect(await paymentRow(txNo)).toEqual({ status: 'completed', refunded: 100_60 })
    await refund(shop, txNo, 149_90)
    expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 1000_00, points: 0 })
    expect(await paymentRow(txNo)).toEqual({ status: 'refunded', refunded: 250_50 })
  })

  it('takes back every point in 303 refunds of 0.99', async () => {
    const shop = await aShop(database, server)
    const { payer, txNo } = await aPayment(shop, 303 * 99)
    expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ points: 299 })
    const entries = []
    for (let i = 0; i < 303; i++) entries.push(await aRefund(database.owner, shop.till, txNo, { amount: 99 }))
    const outcomes = await shop.till.send(server, entries)
    expect(outcomes.filter(({ state }) => state !== 'settled')).toEqual([])
    expect(outcomes.map((outcome) => outcome['outcomeNo'])).toEqual(outcomes.map((_, i) => i + 2))
    expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 1000_00, points: 0 })
    expect(await paymentRow(txNo)).toEqual({ status: 'refunded', refunded: 303 * 99 })
  })

  it('brings the level down again', async () => {
    const shop = await aShop(database, server)
    const { payer, txNo } = await aPayment(shop, 1500_00, { card: { balance: 2000_00 } })
    expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ level: 2, discount: 980 })
    await refund(shop, txNo, 600_00)
    expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ level: 1, discount: 1000, points: 900 })
  })

  it('leaves level and points of corporate cards and vouchers alone', async () => {
    const shop = await aShop(database, server)
    for (const cardType of ['corporate', 'voucher'] as const) {
      const { payer, txNo } = await aPayment(shop, 100_00, { card: { cardType, balance: 500_00 } })
      const before = await cardRow(database.owner, payer.cardId)
      await refund(shop, txNo, 10_00)
      expect(await cardRow(database.owner, payer.cardId)).toEqual({ ...before, balance: before.balance + 10_00 })
      expect(before).toMatchObject({ points: 0, level: null })
    }
  })

  it('records the points that a card could not give back', async () => {
    const shop = await aShop(database, server)
    const { payer, txNo } = await aPayment(shop, 100_00)
    const heir = await aPayer(database, server, { balance: 0 })
    // Its successor came without its points.
    await database.owner.query(`update app.member_cards set status = 'lost', blocked_at = now(), replaced_by = $2 where id = $1`, [
      payer.cardId,
      heir.cardId,
    ])
    expect(await refund(shop, txNo, 50_00)).toMatchObject({ points: 0 })
    const { rows } = await database.owner.query(`select tag from app.transactions where card_id = $1 and tx_type = 'refund'`, [heir.cardId])
    expect(rows).toEqual([{ tag: { pointsShort: 50 } }])
    expect(await cardRow(database.owner, heir.cardId)).toMatchObject({ balance: 50_00, points: 0 })
  })

  it('goes back the way the money came and leaves the balance alone', async () => {
    const shop = await aShop(database, server)
    const { payer, txNo } = await aPayment(shop, 80_00, { method: 'line' })
    expect(await refund(shop, txNo, 30_00)).toMatchObject({ points: -30, refund: { payOut: 'line', left: 50_00 } })
    expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 1000_00, points: 50 })
    expect(await accountOf(database.owner, 'merchant_payable', shop.merchant.merchantId)).toBe(0)
    expect(await accountOf(database.owner, 'merchant_sales', shop.merchant.merchantId)).toBe(50_00)
  })

  it('goes to the card that replaced a lost one', async () => {
    const shop = await aShop(database, server)
    const { payer, txNo } = await aPayment(shop, 100_00)
    const heir = await aPayer(database, server, { balance: 0 })
    await database.owner.query(`update app.member_cards set status = 'lost', blocked_at = now(), replaced_by = $2 where id = $1`, [
      payer.cardId,
      heir.cardId,
    ])
    await refund(shop, txNo, 40_00)
    expect((await cardRow(database.owner, heir.cardId)).balance).toBe(40_00)
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(900_00)
  })

  it('is paid out in cash for a closed card, which leaves what the shop is owed as it was', async () => {
    const shop = await aShop(database, server)
    const { payer, txNo } = await aPayment(shop, 100_00)
    const owed = await accountOf(database.owner, 'merchant_payable', shop.merchant.merchantId)
    expect(owed).toBe(98_50)
    await database.owner.query(`update app.member_cards set status = 'closed', blocked_at = now() where id = $1`, [payer.cardId])
    expect(await refund(shop, txNo, 100_00)).toMatchObject({ refund: { payOut: 'cash', left: 0 } })
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(900_00)
    expect(await accountOf(database.owner, 'merchant_payable', shop.merchant.merchantId)).toBe(owed)
  })

  it('keeps the fee with the platform', async () => {
    const shop = await aShop(database, server)
    const { txNo } = await aPayment(shop, 100_00)
    await refund(shop, txNo, 100_00)
    expect(await accountOf(database.owner, 'merchant_payable', shop.merchant.merchantId)).toBe(-1_50)
  })

  it('is settled once however often it is sent, with the same answer', async () => {
    const shop = await aShop(database, server)
    const { payer, txNo } = await aPayment(shop, 100_00)
    const entry = await aRefund(database.owner, shop.till, txNo, { amount: 10_00 })
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.till.send(server, [entry], { live: true })))
    expect(new Set(answers.map(([answer]) => JSON.stringify({ ...answer, replayed: undefined }))).size).toBe(1)
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(910_00)
  })

  it('cannot pass its payment in 100 refunds at once', async () => {
    const shop = await aShop(database, server)
    const { payer, txNo } = await aPayment(shop, 100_00)
    const tills = [shop.till]
    while (tills.length < 5) tills.push(new Till(await aDevice(database, server, shop.merchant)))
    const sent: { till: Till; entry: Made }[] = []
    for (let i = 0; i < 100; i++) {
      const till = tills[i % tills.length]!
      sent.push({ till, entry: await aRefund(database.owner, till, txNo, { amount: 7_00 }) })
    }
    const outcomes = await Promise.all(sent.map(({ till, entry }) => till.send(server, [entry], { live: true })))
    const codes = outcomes.map(([outcome]) => outcome!.code ?? outcome!.state)
    expect(codes.filter((code) => code === 'settled')).toHaveLength(14)
    expect(codes.filter((code) => code === 'refund_exceeds_payment')).toHaveLength(86)
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(998_00)
  })
})

describe('a refund is refused', () => {
  it.each<[string, (shop: Shop, txNo: string) => Promise<{ txNo?: string; fields: Record<string, unknown> & { amount: number } }>]>([
    ['payment_unknown', () => Promise.resolve({ txNo: '2026112399999999920', fields: { amount: 1 } })],
    [
      'payment_unknown',
      async () => {
        const other = await aShop(database, server)
        return { txNo: (await aPayment(other, 10_00)).txNo, fields: { amount: 1 } }
      },
    ],
    ['payment_not_refundable', async (shop, txNo) => ({ txNo: String((await refund(shop, txNo, 1_00))['txNo']), fields: { amount: 50 } })],
    ['refund_exceeds_payment', () => Promise.resolve({ fields: { amount: 100_01 } })],
    ['approval_invalid', () => Promise.resolve({ fields: { amount: 1, approval: undefined } })],
    [
      'approval_invalid',
      async ({ merchant }, txNo) => ({
        fields: { amount: 2_00, approval: await anApproval(database.owner, merchant, 'refund', txNo, 1_99) },
      }),
    ],
    [
      'approval_invalid',
      async ({ merchant }, txNo) => ({ fields: { amount: 2_00, approval: await anApproval(database.owner, merchant, 'void', txNo) } }),
    ],
    [
      'approval_invalid',
      async (_, txNo) => {
        const { merchant } = await aShop(database, server)
        return { fields: { amount: 2_00, approval: await anApproval(database.owner, merchant, 'refund', txNo, 2_00) } }
      },
    ],
    [
      'approval_invalid',
      async ({ merchant }, txNo) => {
        const approval = await anApproval(database.owner, merchant, 'refund', txNo, 2_00)
        await database.owner.query(
          `update auth.approvals set created_at = created_at - interval '8 minutes', expires_at = expires_at - interval '8 minutes' where id = $1`,
          [approval.approvalId],
        )
        return { fields: { amount: 2_00, approval } }
      },
    ],
    [
      'approval_invalid',
      async ({ merchant, till }, txNo) => {
        const approval = await anApproval(database.owner, merchant, 'refund', txNo, 2_00)
        await till.send(server, [await aRefund(database.owner, till, txNo, { amount: 2_00, approval })])
        return { fields: { amount: 1_00, approval } }
      },
    ],
  ])('as %s, for ever, and moves nothing', async (code, prepare) => {
    const shop = await aShop(database, server)
    const { payer, txNo } = await aPayment(shop, 100_00)
    const { txNo: named = txNo, fields } = await prepare(shop, txNo)
    const before = await cardRow(database.owner, payer.cardId)
    const entry = await aRefund(database.owner, shop.till, named, fields)
    const [outcome] = await shop.till.send(server, [entry])
    expect(outcome).toMatchObject({ state: 'declined', code, next: 'call_manager' })
    expect(await shop.till.send(server, [entry])).toEqual([{ ...outcome, replayed: true }])
    expect(await cardRow(database.owner, payer.cardId)).toEqual(before)
  })

  it('where the rounding step is larger, unless it gives all that is left', async () => {
    const shop = await aShop(database, server)
    const { txNo } = await aPayment(shop, 100_50)
    await database.owner.query('update app.platform_settings set rounding_step = 1')
    try {
      expect(await refund(shop, txNo, 10_25)).toMatchObject({ code: 'amount_too_precise' })
      expect(await refund(shop, txNo, 100_50)).toMatchObject({ state: 'settled' })
    } finally {
      await database.owner.query('update app.platform_settings set rounding_step = 0.01')
    }
  })

  it.each([0, -1, 0.5])('as malformed with an amount of %d, and nothing is stored', async (amount) => {
    const shop = await aShop(database, server)
    const { txNo } = await aPayment(shop, 100_00)
    const approval = await anApproval(database.owner, shop.merchant, 'refund', txNo, 5)
    const [outcome] = await shop.till.send(server, [await aRefund(database.owner, shop.till, txNo, { amount, approval })])
    expect(outcome).toMatchObject({ state: 'rejected', code: 'malformed_entry' })
  })
})

it('a void of a refund or of its key gives nothing back twice', async () => {
  const shop = await aShop(database, server)
  const { payer, txNo } = await aPayment(shop, 100_00)
  const settled = await aRefund(database.owner, shop.till, txNo, { amount: 10_00 })
  await shop.till.send(server, [settled])
  const [voided] = await shop.till.send(server, [await shop.till.void(settled.id)])
  expect(voided).toMatchObject({ state: 'recorded', effect: 'nothing_to_void' })
  const unseen = await aRefund(database.owner, shop.till, txNo, { amount: 10_00 })
  await shop.till.send(server, [await shop.till.void(unseen.id)])
  expect(await shop.till.send(server, [unseen])).toMatchObject([{ state: 'voided' }])
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(910_00)
})

it('keeps the ledger whole through all of this', async () => {
  // The replaced card's heir was given to it directly, and points were taken by hand; the ledger holds all of it.
  expect(await ledgerFaults(database.owner)).toEqual([])
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountOf, anApproval, aRecharge, type RechargeFields } from '../support/money.ts'
import { ageCode, aPayer, aShop, cardRow, ledgerFaults, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
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

async function recharge({ till }: Shop, payer: Payer, fields: RechargeFields = {}) {
  const [outcome] = await till.send(server, [await aRecharge(database.owner, till, await payer.code(), fields)])
  return outcome!
}

describe('a recharge at the till', () => {
  it.each(['cash', 'wechat', 'alipay', 'line', 'bank'])(
    'by %s loads the card, and the shop holds the money for the platform',
    async (method) => {
      const shop = await aShop(database, server)
      const payer = await aPayer(database, server, { balance: 0, cardType: 'prepaid' })
      const outcome = await recharge(shop, payer, { method, amount: 300_50 })
      expect(outcome).toMatchObject({ state: 'settled', final: 300_50, points: 0, recharge: { method, debtRepaid: 0 } })
      expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 300_50, points: 0 })
      expect(await accountOf(database.owner, 'merchant_cash', shop.merchant.merchantId)).toBe(-300_50)
      expect(await accountOf(database.owner, 'merchant_payable', shop.merchant.merchantId)).toBe(0)
    },
  )

  it('does not spend the code that names the card, and takes a spent one', async () => {
    const shop = await aShop(database, server)
    const payer = await aPayer(database, server, { balance: 100_00 })
    const code = await payer.code()
    const entries = [
      await aRecharge(database.owner, shop.till, code),
      await shop.till.charge(code, { amount: 300_00 }),
      await aRecharge(database.owner, shop.till, code),
    ]
    const outcomes = await shop.till.send(server, entries)
    expect(outcomes.map(({ state, outcomeNo }) => [state, outcomeNo])).toEqual([
      ['settled', 1],
      ['settled', 2],
      ['settled', 3],
    ])
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(200_00)
  })

  it('is settled once however often it is sent', async () => {
    const shop = await aShop(database, server)
    const payer = await aPayer(database, server, { balance: 0 })
    const entry = await aRecharge(database.owner, shop.till, await payer.code())
    await Promise.all(Array.from({ length: 10 }, () => shop.till.send(server, [entry], { live: true })))
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(200_00)
  })

  it('loads a frozen card, and the successor of a lost one', async () => {
    const shop = await aShop(database, server)
    const [payer, heir] = [await aPayer(database, server, { balance: 0 }), await aPayer(database, server, { balance: 0 })]
    const codes = [await payer.code(), await payer.code()]
    await database.owner.query(`update app.member_cards set status = 'frozen', blocked_at = now() where id = $1`, [payer.cardId])
    expect(await shop.till.send(server, [await aRecharge(database.owner, shop.till, codes[0]!)])).toMatchObject([{ state: 'settled' }])
    await database.owner.query(`update app.member_cards set status = 'lost', replaced_by = $2 where id = $1`, [payer.cardId, heir.cardId])
    expect(await shop.till.send(server, [await aRecharge(database.owner, shop.till, codes[1]!)])).toMatchObject([{ state: 'settled' }])
    expect((await cardRow(database.owner, heir.cardId)).balance).toBe(200_00)
  })

  it('needs no manager up to the platform’s threshold', async () => {
    const shop = await aShop(database, server)
    const payer = await aPayer(database, server, { balance: 0 })
    await database.owner.query('update app.platform_settings set recharge_approval_above = 500')
    try {
      expect(await recharge(shop, payer, { amount: 500_00, approval: undefined })).toMatchObject({ state: 'settled' })
      expect(await recharge(shop, payer, { amount: 500_01, approval: undefined })).toMatchObject({ code: 'approval_invalid' })
    } finally {
      await database.owner.query('update app.platform_settings set recharge_approval_above = 0')
    }
  })

  it('settles late when it was taken while the line was cut, by its approval of that time', async () => {
    const shop = await aShop(database, server)
    const payer = await aPayer(database, server, { balance: 0 })
    const code = await payer.code()
    const agoMs = 60 * 60_000
    await ageCode(database.owner, code, agoMs + 60_000)
    const approval = await anApproval(database.owner, shop.merchant, 'recharge', code.codeHash, 200_00)
    await database.owner.query(
      `update auth.approvals set created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour' where id = $1`,
      [approval.approvalId],
    )
    const entry = await aRecharge(database.owner, shop.till, code, { agoMs, approval })
    expect(await shop.till.send(server, [entry])).toMatchObject([{ state: 'settled' }])
  })
})

describe('a recharge is refused', () => {
  const cases: [code: string, card: Parameters<typeof aPayer>[2], fields: RechargeFields, prepare?: string][] = [
    ['card_takes_no_recharge', { cardType: 'voucher', balance: 100_00 }, {}],
    ['currency_mismatch', {}, { currency: 'USD' }],
    ['amount_out_of_range', {}, { amount: 99 }],
    ['amount_out_of_range', {}, { amount: 100_000_01 }],
    ['balance_ceiling_exceeded', { balance: 9_950_000_00 }, { amount: 50_000_01 }],
    ['approval_invalid', {}, { approval: undefined }],
    ['card_closed', {}, {}, `update app.member_cards set status = 'closed', blocked_at = now() + interval '1 hour' where id = $1`],
    ['card_expired', {}, {}, `update app.member_cards set expires_at = now() where id = $1`],
    ['code_revoked', {}, {}, `update app.card_qr_history set revoked_at = now() - interval '1 second' where card_id = $1`],
  ]
  it.each(cases)('as %s (%o, %o), for ever, and moves nothing', async (code, card, fields, prepare) => {
    const shop = await aShop(database, server)
    const payer = await aPayer(database, server, card)
    const scanned = await payer.code()
    if (prepare) await database.owner.query(prepare, [payer.cardId])
    const before = await cardRow(database.owner, payer.cardId)
    const entry = await aRecharge(database.owner, shop.till, scanned, fields)
    const [outcome] = await shop.till.send(server, [entry])
    expect(outcome).toMatchObject({ state: 'declined', code })
    expect(await shop.till.send(server, [entry])).toEqual([{ ...outcome, replayed: true }])
    expect(await cardRow(database.owner, payer.cardId)).toEqual(before)
  })

  it('with a code that nobody issued, told apart by its signature', async () => {
    const shop = await aShop(database, server)
    const unknown = { code: 'MPS1:AAAA', codeHash: 'ab'.repeat(32), discount: 1000 }
    const forged = await aRecharge(database.owner, shop.till, unknown)
    const { code: _, ...withoutCode } = forged
    expect(await shop.till.send(server, [withoutCode])).toMatchObject([{ state: 'declined', code: 'code_unknown' }])
  })

  it('from a terminal that was revoked before', async () => {
    const shop = await aShop(database, server)
    const payer = await aPayer(database, server)
    const entry = await aRecharge(database.owner, shop.till, await payer.code())
    await shop.till.signIn()
    await database.owner.query(`update app.terminals set status = 'revoked', blocked_at = now() - interval '1 minute' where id = $1`, [
      shop.till.device.terminalId,
    ])
    expect(await shop.till.send(server, [entry])).toMatchObject([{ state: 'declined', code: 'terminal_revoked' }])
  })
})

describe('entries of all kinds', () => {
  it('settle in one batch, in order and without a gap in its outcome numbers', async () => {
    const shop = await aShop(database, server)
    const payer = await aPayer(database, server, { balance: 0 })
    const codes = await Promise.all(Array.from({ length: 4 }, () => payer.code()))
    const { till } = shop
    const entries = [
      await till.make('shift_open', { float: 100_00 }),
      await till.charge(codes[0]!, { amount: 150_00 }),
      await aRecharge(database.owner, till, codes[1]!, { amount: 200_00 }),
      await till.charge(codes[2]!, { amount: 150_00 }),
    ]
    entries.push(await till.void(entries[3]!.id), await till.charge(codes[3]!, { amount: 200_00 }))
    entries.push(await till.make('cash_out', { amount: 1_00, reason: 'change' }))
    const outcomes = await till.send(server, entries)
    expect(outcomes.map((outcome) => outcome.code ?? outcome['effect'] ?? outcome.state)).toEqual([
      'recorded',
      'insufficient_balance',
      'settled',
      'settled',
      'refunded',
      'settled',
      'recorded',
    ])
    expect(outcomes.map((outcome) => outcome['outcomeNo'])).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(0)
  })
})

it('keeps the ledger whole through all of this', async () => {
  expect(await ledgerFaults(database.owner)).toEqual([])
})

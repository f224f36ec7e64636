import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountOf, type Approval, anApproval, aRefund } from '../support/money.ts'
import { ageCode, aPayer, aShop, cardRow, ledgerFaults, type Payer, type Shop } from '../support/shop.ts'
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

it('a void that arrives before its charge keeps the charge from ever settling', async () => {
  const { till } = await aShop(database, server)
  const payer = await aPayer(database, server)
  const charge = await till.charge(await payer.code())
  const voiding = await till.void(charge.id)
  expect(await till.send(server, [voiding])).toMatchObject([{ state: 'recorded', effect: 'voided' }])
  const [outcome] = await till.send(server, [charge])
  expect(outcome).toMatchObject({ id: charge.id, state: 'voided', outcomeNo: 2 })
  expect(await till.send(server, [charge])).toEqual([{ ...outcome, replayed: true }])
  expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 1000_00, points: 0 })
})

it('a void behind its charge in one request gives the payment back, points and level too', async () => {
  const { till } = await aShop(database, server)
  const payer = await aPayer(database, server, { balance: 2000_00 })
  const code = await payer.code()
  const charge = await till.charge(code, { amount: 1500_00 })
  const outcomes = await till.send(server, [charge, await till.void(charge.id)])
  expect(outcomes).toMatchObject([
    { state: 'settled', points: 1500 },
    { state: 'recorded', effect: 'refunded' },
  ])
  expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 2000_00, points: 0, level: 1 })
  const { rows } = await database.owner.query(
    'select tx_type, status, (final_amount * 100)::int as final from app.transactions where card_id = $1 order by created_at, tx_type',
    [payer.cardId],
  )
  expect(rows).toEqual([
    { tx_type: 'recharge', status: 'completed', final: 2000_00 },
    { tx_type: 'payment', status: 'refunded', final: 1500_00 },
    { tx_type: 'refund', status: 'completed', final: 1500_00 },
  ])
  // Replays of either tell what they told first.
  expect(await till.send(server, [charge])).toEqual([{ ...outcomes[0], replayed: true }])
})

it('two voids of one charge give it back once', async () => {
  const { till } = await aShop(database, server)
  const payer = await aPayer(database, server)
  const charge = await till.charge(await payer.code())
  await till.send(server, [charge])
  const voids = [await till.void(charge.id), await till.void(charge.id)]
  await Promise.all(voids.map((entry) => till.send(server, [entry], { live: true })))
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(1000_00)
})

it('a void of a declined charge, or of one of another terminal, moves nothing', async () => {
  const [one, two] = [await aShop(database, server), await aShop(database, server)]
  const payer = await aPayer(database, server, { balance: 150_00 })
  const charge = await one.till.charge(await payer.code())
  const declined = await one.till.charge(await payer.code())
  await one.till.send(server, [charge, declined])
  expect(await one.till.send(server, [await one.till.void(declined.id)])).toMatchObject([{ effect: 'nothing_to_void' }])
  // Keys belong to a terminal: this voids a charge of its own that never was.
  expect(await two.till.send(server, [await two.till.void(charge.id)])).toMatchObject([{ effect: 'voided' }])
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(50_00)
})

describe('a void of what has been settled for a while', () => {
  const LEAVE_S = 30
  let shop: Shop
  let payer: Payer
  beforeAll(async () => {
    await database.owner.query('update app.platform_settings set void_leave_s = $1', [LEAVE_S])
    shop = await aShop(database, server)
    payer = await aPayer(database, server, { balance: 1000_00 })
  })
  afterAll(() => database.owner.query('update app.platform_settings set void_leave_s = default'))

  async function aSettledCharge(): Promise<{ id: string; lastMoment: number }> {
    const charge = await shop.till.charge(await payer.code(), { amount: 20_00 })
    const [outcome] = await shop.till.send(server, [charge])
    return { id: charge.id, lastMoment: Date.parse(String(outcome!['settledAt'])) + LEAVE_S * 1000 }
  }
  const voidAt = async (chargeId: string, at: number, approval?: Approval) =>
    (
      await shop.till.send(server, [
        await shop.till.void(chargeId, { recordedAt: new Date(at).toISOString(), ...(approval && { approval }) }),
      ])
    )[0]
  const balance = async () => (await cardRow(database.owner, payer.cardId)).balance

  it('gives back to the last moment, and asks for a manager a millisecond later', async () => {
    const before = await balance()
    const [inTime, late] = [await aSettledCharge(), await aSettledCharge()]
    expect(await voidAt(inTime.id, inTime.lastMoment)).toMatchObject({
      state: 'recorded',
      effect: 'refunded',
      refund: { amount: 20_00, payOut: 'balance' },
    })
    expect(await voidAt(late.id, late.lastMoment + 1)).toMatchObject({ state: 'declined', code: 'approval_needed', next: 'call_manager' })
    expect(await balance()).toBe(before - 20_00)
  })

  it('moves nothing by an approval that is another’s, and gives back by its own once', async () => {
    const [charge, other] = [await aSettledCharge(), await aSettledCharge()]
    const at = other.lastMoment + 1
    const before = await balance()
    const { merchant } = shop
    const foreign = await anApproval(database.owner, (await aShop(database, server)).merchant, 'void', charge.id)
    for (const approval of [
      await anApproval(database.owner, merchant, 'void', other.id),
      await anApproval(database.owner, merchant, 'refund', charge.id, 20_00),
      foreign,
      { ...(await anApproval(database.owner, merchant, 'void', charge.id)), managerId: merchant.cashierId },
    ])
      expect(await voidAt(charge.id, at, approval)).toMatchObject({ state: 'declined', code: 'approval_invalid' })
    expect(await balance()).toBe(before)

    const approval = await anApproval(database.owner, merchant, 'void', charge.id)
    const voiding = await shop.till.void(charge.id, { recordedAt: new Date(at).toISOString(), approval })
    const [outcome] = await shop.till.send(server, [voiding])
    expect(outcome).toMatchObject({ state: 'recorded', effect: 'refunded', refund: { amount: 20_00 } })
    expect(await shop.till.send(server, [voiding])).toEqual([{ ...outcome, replayed: true }])
    expect(await voidAt(charge.id, at, approval)).toMatchObject({ effect: 'nothing_to_void' })
    expect(await voidAt(other.id, at, approval)).toMatchObject({ code: 'approval_invalid' })
    expect(await balance()).toBe(before + 20_00)
  })

  it('gives back what is left after a partial refund, and says how much that was', async () => {
    const charge = await aSettledCharge()
    const { rows } = await database.owner.query<{ tx_no: string }>('select tx_no from app.transactions where entry_id = $1', [charge.id])
    await shop.till.send(server, [await aRefund(database.owner, shop.till, rows[0]!.tx_no, { amount: 5_00 })])
    expect(await voidAt(charge.id, charge.lastMoment)).toMatchObject({ effect: 'refunded', refund: { amount: 15_00 } })
  })
})

it.each([
  ['merchant_bears', 'voided'],
  ['member_debt', 'refunded'],
])('a sale that was voided offline and declined late is nobody’s loss and nobody’s debt (%s)', async (policy, effect) => {
  const [{ till, merchant }, elsewhere] = [await aShop(database, server), await aShop(database, server)]
  await database.owner.query('update app.merchants set late_decline_policy = $2 where id = $1', [merchant.merchantId, policy])
  const payer = await aPayer(database, server, { balance: 600_00 })
  const code = await payer.code()
  await elsewhere.till.send(server, [await elsewhere.till.charge(await payer.code(), { amount: 400_00 })])
  const agoMs = 5 * 60_000
  await ageCode(database.owner, code, agoMs)
  const charge = await till.charge(code, { amount: 500_00, agoMs })
  const voiding = await till.void(charge.id, {}, { agoMs })
  const { scannedAt } = JSON.parse(charge.body) as { scannedAt: string }
  const again = await till.charge(code, { amount: 10_00, retryOf: charge.id, fields: { scannedAt } })
  expect(await till.send(server, [charge, voiding, again])).toMatchObject([
    { state: 'declined', code: 'insufficient_balance' },
    { state: 'recorded', effect },
    { state: 'declined', code: 'code_already_used' },
  ])
  expect(await accountOf(database.owner, 'member_debt', payer.memberId)).toBe(0)
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(200_00)
  const { rows } = await database.owner.query<{ state: string }>('select state from app.late_declines where charge_id = $1', [charge.id])
  expect(rows[0]!.state).not.toBe('open')
})

it('charges and their voids at once leave every cent where it was', async () => {
  const shops = await Promise.all(Array.from({ length: 4 }, () => aShop(database, server)))
  const payer = await aPayer(database, server)
  const codes = await Promise.all(Array.from({ length: 12 }, () => payer.code()))
  const sent: Promise<Outcome[]>[] = []
  for (const [i, code] of codes.entries()) {
    const { till } = shops[i % shops.length]!
    await till.signIn()
    const charge = await till.charge(code, { amount: 10_00 })
    const voiding = await till.void(charge.id)
    sent.push(till.send(server, [charge], { live: true }), till.send(server, [voiding], { live: true }))
  }
  const outcomes = (await Promise.all(sent)).flat()
  const count = (field: string, value: string) => outcomes.filter((outcome) => outcome[field] === value).length
  expect(count('state', 'settled')).toBe(count('effect', 'refunded'))
  expect(count('state', 'voided')).toBe(count('effect', 'voided'))
  expect(count('state', 'settled') + count('state', 'voided')).toBe(codes.length)
  expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 1000_00, points: 0 })
})

it('a late decline may be charged again once, by its own code and no more than its amount', async () => {
  const { till } = await aShop(database, server)
  const payer = await aPayer(database, server, { balance: 50_00 })
  const code = await payer.code()
  const agoMs = 5 * 60_000
  await ageCode(database.owner, code, agoMs + 60_000)
  const late = await till.charge(code, { agoMs })
  const scannedAt = (JSON.parse(late.body) as { scannedAt: string }).scannedAt
  // With 50.00 on the card the code promised nothing without the server.
  expect(await till.send(server, [late])).toMatchObject([{ state: 'declined', code: 'offline_limit_exceeded' }])
  const again = (amount: number) => till.charge(code, { amount, retryOf: late.id, fields: { scannedAt } })
  const tries = [await again(100_01), await again(100_00), await again(40_00), await again(40_00)]
  expect((await till.send(server, tries)).map(({ state, code: reason }) => reason ?? state)).toEqual([
    'amount_out_of_range',
    'insufficient_balance',
    'settled',
    'code_already_used',
  ])
  const { rows } = await database.owner.query('select state from app.late_declines where charge_id = $1', [late.id])
  expect(rows).toEqual([{ state: 'charged_again' }])
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(10_00)
})

it('keeps the ledger whole through all of this', async () => {
  expect(await ledgerFaults(database.owner)).toEqual([])
})

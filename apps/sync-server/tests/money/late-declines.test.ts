import { uuidv7 } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCard, aDevice } from '../support/builders.ts'
import { accountOf, anApproval, aRecharge, aRefund } from '../support/money.ts'
import { ageCode, aPayer, aShop, cardRow, ledgerFaults, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { type ScannedCode, Till } from '../support/till.ts'
import { adminToken, managerToken, memberTokenOf } from '../support/tokens.ts'

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

type Late = { shop: Shop; payer: Payer; chargeId: string; code: ScannedCode; scannedAt: string }

async function allowDebts(shop: Shop): Promise<void> {
  await database.owner.query(`update app.merchants set late_decline_policy = 'member_debt' where id = $1`, [shop.merchant.merchantId])
}

/** A charge of 100.00 that the till took an hour ago, and the server then declined: the money was spent elsewhere, or the card frozen. */
async function aLateDecline({
  policy = 'merchant_bears',
  frozen = false,
  shop: given,
}: { policy?: string; frozen?: boolean; shop?: Shop } = {}): Promise<Late> {
  const shop = given ?? (await aShop(database, server))
  const payer = await aPayer(database, server, { balance: 200_00 })
  const code = await payer.code()
  const agoMs = 60 * 60_000
  await ageCode(database.owner, code, agoMs + 60_000)
  if (frozen) {
    await database.owner.query(`update app.member_cards set status = 'frozen', blocked_at = now() - interval '2 hours' where id = $1`, [
      payer.cardId,
    ])
  } else {
    await shop.till.send(server, [await shop.till.charge(await payer.code(), { amount: 150_00 })])
  }
  if (policy === 'member_debt') await allowDebts(shop)
  const other = { ...shop, ...(await aShopOf(shop)) }
  const charge = await other.till.charge(code, { amount: 100_00, agoMs })
  const [outcome] = await other.till.send(server, [charge])
  expect(outcome).toMatchObject({ state: 'declined', code: frozen ? 'card_frozen' : 'insufficient_balance' })
  const { scannedAt } = JSON.parse(charge.body) as { scannedAt: string }
  return { shop: other, payer, chargeId: charge.id, code, scannedAt }
}

/** Another till of the same shop, which has had no contact yet: it may tell of an hour ago. */
async function aShopOf(shop: Shop): Promise<Pick<Shop, 'till' | 'device'>> {
  const device = await aDevice(database, server, shop.merchant)
  return { device, till: new Till(device) }
}

async function resolve({ shop, chargeId }: Late, what: 'write-off' | 'debt', approvalId?: string) {
  const { merchant } = shop
  const approval =
    approvalId ?? (await anApproval(database.owner, merchant, what === 'debt' ? 'member_debt' : 'write_off', chargeId)).approvalId
  const token = await managerToken(server, merchant)
  return server.call(`/v1/merchant/late-declines/${chargeId}/${what}`, { token, body: { reason: 'known guest', approvalId: approval } })
}

function chargeAgain({ shop, code, chargeId, scannedAt }: Late, amount = 40_00) {
  return shop.till.charge(code, { amount, retryOf: chargeId, fields: { scannedAt } })
}

describe('a late decline', () => {
  it('stands on the list of its merchant, with reason, member and age, and on nobody else’s', async () => {
    const late = await aLateDecline()
    const token = await late.shop.device.token()
    const list = await server.call('/v1/terminal/late-declines?state=open', { token })
    expect(list.status).toBe(200)
    expect(list.body['lateDeclines']).toMatchObject([
      {
        chargeId: late.chargeId,
        code: 'insufficient_balance',
        final: 100_00,
        discount: 1000,
        state: 'open',
        cardEnding: late.payer.cardNo.slice(-4),
        mayBecomeDebt: false,
      },
    ])
    const { memberNo, ageS } = (list.body['lateDeclines'] as { memberNo: string; ageS: number }[])[0]!
    expect(memberNo).toMatch(/^M\d{10}$/)
    expect(ageS).toBeLessThan(60)
    const foreign = await aShop(database, server)
    const others = await server.call('/v1/merchant/late-declines', { token: await managerToken(server, foreign.merchant) })
    expect(others.body).toEqual({ lateDeclines: [], next: null })
    expect((await resolve({ ...late, shop: foreign }, 'write-off')).status).toBe(404)
  })

  it('pages, and an administrator sees all of them', async () => {
    const late = await aLateDecline()
    for (let i = 0; i < 2; i++) await aLateDecline({ shop: { ...late.shop, ...(await aShopOf(late.shop)) } })
    const token = await adminToken(server, database)
    const path = `/v1/admin/late-declines?merchantId=${late.shop.merchant.merchantId}&limit=2`
    const first = await server.call(path, { token })
    const second = await server.call(`${path}&cursor=${String(first.body['next'])}`, { token })
    const ids = [first, second].flatMap(({ body }) => (body['lateDeclines'] as { chargeId: string }[]).map(({ chargeId }) => chargeId))
    expect(new Set(ids).size).toBe(3)
    expect(second.body['next']).toBeNull()
  })

  it('is charged again by another till of the shop, from the list alone: the code’s text is nowhere there', async () => {
    const late = await aLateDecline()
    const { till, device } = await aShopOf(late.shop)
    const list = await server.call('/v1/terminal/late-declines?state=open', { token: await device.token() })
    const { codeHash, scannedAt, discount } = (list.body['lateDeclines'] as { codeHash: string; scannedAt: string; discount: number }[])[0]!
    const listed = { code: '', codeHash, discount }
    const again = await till.charge(listed, { amount: 40_00, retryOf: late.chargeId, withoutCode: true, fields: { scannedAt } })
    expect(await till.send(server, [again])).toMatchObject([{ state: 'settled', final: 40_00 }])
    expect((await resolve(late, 'write-off')).body['code']).toBe('already_resolved')
  })

  it('is written off with a reason and an approval, and posts nothing', async () => {
    const late = await aLateDecline()
    const owed = await accountOf(database.owner, 'merchant_payable', late.shop.merchant.merchantId)
    const done = await resolve(late, 'write-off')
    expect(done).toMatchObject({ status: 200, body: { state: 'written_off', reason: 'known guest' } })
    expect(await accountOf(database.owner, 'merchant_payable', late.shop.merchant.merchantId)).toBe(owed)
    expect((await resolve(late, 'write-off')).body['code']).toBe('already_resolved')
  })

  it('is not written off without an approval for just that', async () => {
    const late = await aLateDecline()
    for (const action of ['member_debt', 'refund'] as const) {
      const { approvalId } = await anApproval(
        database.owner,
        late.shop.merchant,
        action,
        late.chargeId,
        action === 'refund' ? 1 : undefined,
      )
      expect((await resolve(late, 'write-off', approvalId)).body['code']).toBe('approval_invalid')
    }
    expect((await resolve(late, 'write-off', uuidv7())).body['code']).toBe('approval_invalid')
  })

  it('becomes a debt only where the platform lets the merchant, or does it itself', async () => {
    const late = await aLateDecline({ frozen: true })
    const refused = await resolve(late, 'debt')
    expect([refused.status, refused.body['code']]).toEqual([409, 'debt_not_allowed'])
    const token = await adminToken(server, database)
    const done = await server.call(`/v1/admin/late-declines/${late.chargeId}/debt`, { token, body: { reason: 'agreed' } })
    expect(done).toMatchObject({ status: 200, body: { state: 'member_debt' } })
  })
})

it('a late decline of a code that nobody issued can be written off, and is nobody’s debt', async () => {
  const shop = await aShop(database, server)
  const unknown = { code: 'MPS1:AA', codeHash: 'ef'.repeat(32), discount: 1000 }
  const charge = await shop.till.charge(unknown, { amount: 50_00, agoMs: 60 * 60_000, withoutCode: true })
  expect(await shop.till.send(server, [charge])).toMatchObject([{ state: 'declined', code: 'code_unknown' }])
  const token = await adminToken(server, database)
  const resolveAs = (what: string) => server.call(`/v1/admin/late-declines/${charge.id}/${what}`, { token, body: { reason: 'no member' } })
  expect((await resolveAs('debt')).body['code']).toBe('debt_not_allowed')
  expect(await resolveAs('write-off')).toMatchObject({ status: 200, body: { state: 'written_off', memberNo: null, cardEnding: null } })
})

describe('a member’s debt', () => {
  it('is made at once where the merchant’s policy says so: the shop is paid, the member owes and sees it', async () => {
    const late = await aLateDecline({ policy: 'member_debt' })
    const { merchantId } = late.shop.merchant
    // 150.00 and 100.00, less 1.5 % of each, rounded half up.
    expect(await accountOf(database.owner, 'merchant_payable', merchantId)).toBe(250_00 - 2_25 - 1_50)
    expect(await accountOf(database.owner, 'member_debt', late.payer.memberId)).toBe(-100_00)
    const token = await memberTokenOf(server, late.payer)
    const debts = await server.call('/v1/me/debts', { token })
    expect(debts.body).toMatchObject({ owed: 100_00, currency: 'TWD', debts: [{ amount: 100_00, repaid: 0, left: 100_00 }] })
    expect((await resolve(late, 'write-off')).body['code']).toBe('already_resolved')
    const [again] = await late.shop.till.send(server, [await chargeAgain(late)])
    expect(again).toMatchObject({ state: 'declined', code: 'code_already_used' })
  })

  it('is left to a person where the card was frozen before', async () => {
    const late = await aLateDecline({ policy: 'member_debt', frozen: true })
    expect(await accountOf(database.owner, 'member_debt', late.payer.memberId)).toBe(0)
    expect((await resolve(late, 'debt')).body['state']).toBe('member_debt')
  })

  it('is repaid first by the next recharges, the oldest before the newer', async () => {
    const late = await aLateDecline({ policy: 'member_debt' })
    const { shop, payer } = late
    const recharge = async (amount: number) =>
      (await shop.till.send(server, [await aRecharge(database.owner, shop.till, await payer.code(), { amount })]))[0]!
    expect(await recharge(30_00)).toMatchObject({ recharge: { debtRepaid: 30_00 } })
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(50_00)
    expect(await recharge(100_00)).toMatchObject({ recharge: { debtRepaid: 70_00 } })
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(80_00)
    expect(await accountOf(database.owner, 'member_debt', payer.memberId)).toBe(0)
    const debts = await server.call('/v1/me/debts', { token: await memberTokenOf(server, payer) })
    expect(debts.body).toMatchObject({ owed: 0, debts: [{ repaid: 100_00, left: 0 }] })
  })

  it('is repaid by any card of its debtor, and by the card that replaced its own', async () => {
    const one = await aLateDecline({ policy: 'member_debt' })
    const { cardId } = await aCard(database, { ownerId: one.payer.memberId, balance: 60_00 })
    expect((await cardRow(database.owner, cardId)).balance).toBe(0)
    const heir = await aPayer(database, server, { balance: 0 })
    await database.owner.query(`update app.member_cards set status = 'lost', blocked_at = now(), replaced_by = $2 where id = $1`, [
      one.payer.cardId,
      heir.cardId,
    ])
    const [outcome] = await one.shop.till.send(server, [
      await aRecharge(database.owner, one.shop.till, await heir.code(), { amount: 50_00 }),
    ])
    expect(outcome).toMatchObject({ recharge: { debtRepaid: 40_00 } })
  })

  it('shrinks by a refund of its payment before money comes back to the card', async () => {
    const { shop, payer } = await aLateDecline({ policy: 'member_debt' })
    const { rows } = await database.owner.query<{ tx_no: string }>(
      `select tx_no from app.transactions where card_id = $1 and tag ? 'lateDecline'`,
      [payer.cardId],
    )
    const { tx_no: txNo } = rows[0]!
    await shop.till.send(server, [await aRecharge(database.owner, shop.till, await payer.code(), { amount: 30_00 })])
    const [outcome] = await shop.till.send(server, [await aRefund(database.owner, shop.till, txNo, { amount: 100_00 })])
    expect(outcome).toMatchObject({ state: 'settled', points: 0 })
    // 70.00 was still owed; 30.00 had been repaid and comes back.
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(80_00)
    expect(await accountOf(database.owner, 'member_debt', payer.memberId)).toBe(0)
  })
})

it('keeps the ledger whole through all of this', async () => {
  expect(await ledgerFaults(database.owner)).toEqual([])
})

import { TerminalConfig, uuidv7 } from '@mps/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeOf } from '../support/code-of.ts'
import { aPayer, aShop, cardRow, ledgerFaults, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { adminToken, cashierToken, managerToken } from '../support/tokens.ts'

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

async function aPayment(shop: Shop, amount = 100_00) {
  const payer = await aPayer(database, server)
  const [outcome] = await shop.till.send(server, [await shop.till.charge(await payer.code(), { amount })])
  return { payer, txNo: String(outcome!['txNo']) }
}

function approve(shop: Shop, token: string, fields: Record<string, unknown>, path = '/v1/terminal/approvals') {
  const body = { managerId: shop.merchant.managerId, pin: '9876', action: 'refund', ...fields }
  return server.call(path, { token, body })
}

it('a manager’s PIN at the till approves one refund, once', async () => {
  const shop = await aShop(database, server)
  const { payer, txNo } = await aPayment(shop)
  const granted = await approve(shop, await shop.device.token(), { subject: txNo, amount: 30_00 })
  expect(granted).toMatchObject({ status: 201, body: { action: 'refund', subject: txNo, amount: 30_00 } })
  expect(Date.parse(String(granted.body['expiresAt'])) - Date.now()).toBeGreaterThan(290_000)
  const approval = { managerId: shop.merchant.managerId, how: 'server', approvalId: granted.body['approvalId'] }
  const entries = [30_00, 10_00].map((amount) => ({ txNo, amount, reason: 'returned', approval }))
  const outcomes = []
  for (const fields of entries) outcomes.push(...(await shop.till.send(server, [await shop.till.make('refund', fields)])))
  expect(outcomes).toMatchObject([{ state: 'settled' }, { state: 'declined', code: 'approval_invalid' }])
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(930_00)
})

it('only an active manager of this merchant can approve, and a wrong PIN sounds the same', async () => {
  const [shop, other] = [await aShop(database, server), await aShop(database, server)]
  const token = await shop.device.token()
  const subject = (await aPayment(shop)).txNo
  const tries = [
    { pin: '0000' },
    { managerId: shop.merchant.cashierId, pin: '1234' },
    { managerId: other.merchant.managerId },
    { managerId: uuidv7() },
  ]
  for (const fields of tries) {
    const refused = await approve(shop, token, { subject, amount: 1, ...fields })
    expect([refused.status, refused.body['code']]).toEqual([403, 'pin_wrong'])
  }
})

it('locks the PIN after five failures at once or one after another, and a right one before starts anew', async () => {
  const shop = await aShop(database, server)
  const token = await shop.device.token()
  const guess = (pin: string) => approve(shop, token, { pin, subject: 'x', amount: 1 })
  for (let i = 0; i < 4; i++) await guess('0000')
  expect((await guess('9876')).status).toBe(201)
  const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => guess(`000${i % 10}`)))
  const codes = answers.map(({ body }) => body['code'])
  expect(codes.filter((code) => code === 'pin_wrong')).toHaveLength(5)
  expect(codes.filter((code) => code === 'locked_out')).toHaveLength(7)
  const right = await guess('9876')
  expect([right.status, right.body['code']]).toEqual([429, 'locked_out'])
  expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(800)
  const { rows } = await database.owner.query(
    `select count(*)::int as count from audit.event_log where action = 'approval.pin_wrong' and object_id = $1`,
    [shop.merchant.managerId],
  )
  expect(rows).toEqual([{ count: 9 }])
})

it('a PIN that its owner must choose anew approves nothing until they have', async () => {
  const shop = await aShop(database, server)
  const { managerId } = shop.merchant
  const token = await shop.device.token()
  await database.owner.query('update auth.users set pin_change_required = true where id = $1', [managerId])
  const guess = async (pin: string) => codeOf(await approve(shop, token, { pin, subject: 'x', amount: 1 }))
  // Right or wrong, and never compared: whoever read the roster's verifiers off a lost till learns nothing here.
  for (const pin of ['9876', '0000']) expect(await guess(pin)).toBe('403 pin_must_change')
  const roster = async () => TerminalConfig.parse((await server.call('/v1/terminal/config', { token })).body).roster
  expect((await roster()).map(({ role, mustChoosePin }) => [role, mustChoosePin])).toEqual([
    ['cashier', false],
    ['manager', true],
  ])
  const chosen = await server.call(`/v1/terminal/roster/${managerId}/pin`, { token, body: { pin: '9876', newPin: '5071' } })
  expect(chosen.status).toBe(204)
  expect([await guess('9876'), await guess('5071')]).toEqual(['403 pin_wrong', '201 ok'])
  expect((await roster()).map(({ mustChoosePin }) => mustChoosePin)).toEqual([false, false])
})

it('keeps no PIN: not in the log, not in the audit trail, not beside the approval', async () => {
  const shop = await aShop(database, server)
  await approve(shop, await shop.device.token(), { pin: '9876', subject: 'no-pin', amount: 1 })
  // On its own: four digits turn up by chance inside identifiers, times and the process numbers that the builders' names have.
  const pin = '(?<![0-9A-Fa-f.-])9876(?![0-9A-Fa-f-])'
  expect(server.log.filter((line) => new RegExp(pin).test(line))).toEqual([])
  const { rows } = await database.owner.query(
    `select 1 from auth.approvals a where a::text ~ $1 and subject = 'no-pin' union all select 1 from audit.event_log e where e.context::text ~ $1`,
    [pin],
  )
  expect(rows).toEqual([])
})

it.each([
  ['no amount for a refund', { subject: 'x' }],
  ['an amount for a write-off', { action: 'write_off', subject: 'x', amount: 1 }],
  ['letters for a PIN', { pin: 'abcd', subject: 'x', amount: 1 }],
])('takes %s for a mistake', async (_, fields) => {
  const shop = await aShop(database, server)
  const refused = await approve(shop, await shop.device.token(), fields)
  expect([refused.status, refused.body['code']]).toEqual([422, 'validation_failed'])
})

it('a refund by the merchant’s screen needs an approval, is done once per key, and says what is left', async () => {
  const shop = await aShop(database, server)
  const { payer, txNo } = await aPayment(shop)
  const token = await cashierToken(server, shop.merchant)
  const granted = await approve(shop, token, { subject: txNo, amount: 40_00 }, '/v1/merchant/approvals')
  const request = {
    token,
    body: { amount: 40_00, reason: 'returned', approvalId: granted.body['approvalId'] },
    headers: { 'idempotency-key': uuidv7() },
  }
  const path = `/v1/merchant/transactions/${txNo}/refunds`
  const first = await server.call(path, request)
  expect(first).toMatchObject({ status: 201, body: { paymentTxNo: txNo, amount: 40_00, left: 60_00, payOut: 'balance', points: -40 } })
  const again = await server.call(path, request)
  expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([201, first.text, 'true'])
  const used = await server.call(path, { ...request, headers: {} })
  expect([used.status, used.body['code']]).toEqual([403, 'approval_invalid'])
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(940_00)
})

it('an administrator refunds any payment, without an approval', async () => {
  const shop = await aShop(database, server)
  const { payer, txNo } = await aPayment(shop)
  const done = await server.call(`/v1/admin/transactions/${txNo}/refunds`, {
    token: await adminToken(server, database),
    body: { amount: 100_00, reason: 'complaint' },
  })
  expect(done).toMatchObject({ status: 201, body: { left: 0 } })
  expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 1000_00, points: 0 })
})

it('each bad refund has a problem of its own, and nothing changes', async () => {
  const [shop, other] = [await aShop(database, server), await aShop(database, server)]
  const { payer, txNo } = await aPayment(shop)
  const foreign = (await aPayment(other)).txNo
  const token = await managerToken(server, shop.merchant)
  const approvalOf = async (subject: string, amount: number) =>
    (await approve(shop, token, { subject, amount }, '/v1/merchant/approvals')).body['approvalId']
  const approvalId = await approvalOf(txNo, 1000_00)
  const [declined] = await shop.till.send(server, [await shop.till.charge(await payer.code(), { amount: 2000_00 })])
  expect(declined).toMatchObject({ state: 'declined' })
  const { rows } = await database.owner.query<{ tx_no: string }>(
    `select tx_no from app.transactions where card_id = $1 and status = 'failed'`,
    [payer.cardId],
  )
  const before = await cardRow(database.owner, payer.cardId)
  const cases: [path: string, amount: unknown, status: number, code: string][] = [
    [txNo, 0, 422, 'amount_not_positive'],
    [txNo, -1, 422, 'amount_not_positive'],
    [txNo, 10.5, 422, 'amount_too_precise'],
    [txNo, '10', 422, 'validation_failed'],
    [txNo, 100_01, 409, 'refund_exceeds_payment'],
    [rows[0]!.tx_no, 1, 409, 'payment_not_refundable'],
    [foreign, 1, 404, 'not_found'],
    ['2026112300000000119', 1, 404, 'not_found'],
    ['2026112300000000118', 1, 404, 'not_found'],
  ]
  for (const [number, amount, status, code] of cases) {
    const answer = await server.call(`/v1/merchant/transactions/${number}/refunds`, { token, body: { amount, reason: 'x', approvalId } })
    expect([number, amount, answer.status, answer.body['code']]).toEqual([number, amount, status, code])
  }
  expect(await cardRow(database.owner, payer.cardId)).toEqual(before)
})

it('each bad recharge by an administrator has a problem of its own, and nothing changes', async () => {
  const token = await adminToken(server, database)
  const good = { amount: 10_00, currency: 'TWD', method: 'bank' }
  const standard = await aPayer(database, server)
  const voucher = await aPayer(database, server, { cardType: 'voucher', balance: 10_00 })
  const closed = await aPayer(database, server)
  await database.owner.query(`update app.member_cards set status = 'closed', blocked_at = now() where id = $1`, [closed.cardId])
  const before = await cardRow(database.owner, standard.cardId)
  const cases: [cardId: string, change: Record<string, unknown>, status: number, code: string][] = [
    [standard.cardId, { amount: 0 }, 422, 'amount_not_positive'],
    [standard.cardId, { amount: 0.5 }, 422, 'amount_too_precise'],
    [standard.cardId, { currency: 'USD' }, 422, 'currency_mismatch'],
    [standard.cardId, { amount: 9_999_000_01 }, 409, 'balance_ceiling_exceeded'],
    [standard.cardId, { method: 'cash' }, 409, 'card_takes_no_recharge'],
    [standard.cardId, { method: 'balance' }, 422, 'validation_failed'],
    [standard.cardId, { merchantId: uuidv7() }, 404, 'not_found'],
    [voucher.cardId, {}, 409, 'card_takes_no_recharge'],
    [closed.cardId, {}, 409, 'card_closed'],
    [uuidv7(), {}, 404, 'not_found'],
  ]
  for (const [cardId, change, status, code] of cases) {
    const answer = await server.call(`/v1/admin/cards/${cardId}/recharges`, { token, body: { ...good, ...change } })
    expect([change, answer.status, answer.body['code']]).toEqual([change, status, code])
  }
  expect(await cardRow(database.owner, standard.cardId)).toEqual(before)
  const done = await server.call(`/v1/admin/cards/${standard.cardId}/recharges`, { token, body: good })
  expect(done.status).toBe(201)
  expect((await cardRow(database.owner, standard.cardId)).balance).toBe(before.balance + 10_00)
})

it('keeps the ledger whole through all of this', async () => {
  expect(await ledgerFaults(database.owner)).toEqual([])
})

import { receiptToken } from '@mps/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aPayer, aShop, type Payer } from '../support/shop.ts'
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

const page = (token: string, language = 'en') => server.call(`/r/${token}`, { headers: { 'accept-language': language } })

it('shows how a sale stands: not received, settled, paid back', async () => {
  const { till } = await aShop(database, server)
  const payer = await aPayer(database, server)
  const charge = await till.charge(await payer.code(), { amount: 120_00 })
  const token = receiptToken(charge)
  const before = await page(token)
  expect([before.status, before.text.includes('Not received yet')]).toEqual([404, true])
  await till.send(server, [charge])
  const settled = await page(token)
  expect(settled.status).toBe(200)
  expect(settled.text).toContain('<p class="state">Settled</p>')
  expect(settled.text).toContain('TWD 120.00')
  await till.send(server, [await till.void(charge.id)])
  const back = (await page(token)).text
  expect(back).toContain('Paid back in full')
  expect(back).toContain('<dt>Paid back</dt><dd>TWD 120.00</dd>')
})

it('never calls what was declined or voided paid', async () => {
  const { till } = await aShop(database, server)
  const payer = await aPayer(database, server, { balance: 1_00 })
  const declined = await till.charge(await payer.code(), { amount: 90_00 })
  const voided = await till.charge(await payer.code(), { amount: 80_00 })
  await till.send(server, [await till.void(voided.id)])
  await till.send(server, [declined, voided])
  for (const [charge, words] of [
    [declined, 'Declined: nothing was charged'],
    [voided, 'Voided: nothing was charged'],
  ] as const) {
    const { text } = await page(receiptToken(charge))
    expect(text).toContain(words)
    expect(text).not.toContain('<dt>Paid</dt>')
  }
})

it('tells nothing of the member, in either language', async () => {
  const { till } = await aShop(database, server)
  const payer: Payer = await aPayer(database, server)
  const charge = await till.charge(await payer.code())
  await till.send(server, [charge])
  const pages = [await page(receiptToken(charge)), await page(receiptToken(charge), 'zh-TW,zh;q=0.9')]
  expect(pages[1]!.text).toContain('已結算')
  const { rows } = await database.owner.query<Record<string, string>>(
    'select member_no, name, coalesce(phone, member_no) as phone from app.member_profiles where id = $1',
    [payer.memberId],
  )
  const secrets = [payer.cardNo, payer.cardNo.slice(-4), payer.memberId, payer.cardId, ...Object.values(rows[0]!)]
  for (const { text } of pages)
    expect(secrets.filter((secret) => text.includes(`>${secret}<`) || (secret.length > 8 && text.includes(secret)))).toEqual([])
})

it('opens for nobody who does not have the whole link', async () => {
  const { till } = await aShop(database, server)
  const payer = await aPayer(database, server)
  const charge = await till.charge(await payer.code())
  await till.send(server, [charge])
  const guesses = [receiptToken({ id: charge.id, hash: '00'.repeat(32) }), receiptToken(charge).slice(0, 31), '%00', '..%2f..', "' or 1=1"]
  for (const guess of guesses) expect((await page(guess)).status).toBe(404)
})

it('loads nothing, is kept nowhere and found by no search engine', async () => {
  const { headers, text } = await page('A'.repeat(32))
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-robots-tag')).toBe('noindex')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(text).not.toMatch(/<script|src=/)
})

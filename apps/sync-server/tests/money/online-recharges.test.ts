import { randomBytes } from 'node:crypto'
import type { ProviderEvent } from '@mps/shared'
import { uuidv7 } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sandboxMessage, sandboxPaymentRef } from '../../src/recharges/sandbox-provider.ts'
import { signatureOf } from '../../src/recharges/signed-events.ts'
import { accountOf } from '../support/money.ts'
import { aPayer, cardRow, ledgerFaults, type Payer } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'
import { memberTokenOf } from '../support/tokens.ts'

const PLATFORM = '00000000-0000-0000-0000-000000000000'
let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl, (config) => ({ ...config, paymentProvider: 'sandbox' }))
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

async function begin(payer: Payer, fields: Record<string, unknown> = {}): Promise<Answer> {
  const body = { amount: 500_00, currency: 'TWD', method: 'line', ...fields }
  return server.call(`/v1/me/cards/${payer.cardId}/recharges`, { token: await memberTokenOf(server, payer), body })
}

type Begun = { payer: Payer; intentId: string; payUrl: string }

async function anIntent(): Promise<Begun> {
  const payer = await aPayer(database, server, { balance: 0 })
  const { body } = await begin(payer)
  return { payer, intentId: String(body['id']), payUrl: String(body['payUrl']) }
}

function anEvent(intentId: string, change: Partial<ProviderEvent> = {}): ProviderEvent {
  return { id: uuidv7(), type: 'succeeded', intentId, paymentRef: sandboxPaymentRef(intentId), amount: 500_00, currency: 'TWD', ...change }
}

/** Delivers a message as the provider does; the changes make it a wrong one. */
async function deliver(
  event: ProviderEvent,
  { nowMs = Date.now(), tamper = false, secret }: { nowMs?: number; tamper?: boolean; secret?: Buffer } = {},
) {
  const { body, signature } = sandboxMessage(server.context, event, nowMs)
  const sent = tamper ? body.toString().replace('50000', '90000') : body.toString()
  const header = secret ? signatureOf(secret, body, nowMs) : signature
  return server.call('/v1/providers/sandbox/events', { method: 'POST', body: sent, headers: { 'mps-signature': header } })
}

async function stateOf({ payer, intentId }: Begun): Promise<unknown> {
  const { body } = await server.call(`/v1/me/recharges/${intentId}`, { token: await memberTokenOf(server, payer) })
  return body['state']
}

async function balanceOf({ cardId }: Payer): Promise<number> {
  return (await cardRow(database.owner, cardId)).balance
}

async function alertsOf(intentId: string): Promise<string[]> {
  const { rows } = await database.owner.query<{ kind: string }>('select kind from app.alerts where object_id = $1 order by id', [intentId])
  return rows.map(({ kind }) => kind)
}

describe('a member’s recharge', () => {
  it('goes from the wallet to the provider’s page and back to the card', async () => {
    const begun = await anIntent()
    const visit = await server.call(begun.payUrl)
    expect(visit.status).toBe(303)
    const pageUrl = String(visit.headers.get('location'))
    const page = await server.call(pageUrl)
    expect(page.text).toContain('500.00')
    const paid = await server.call(pageUrl, {
      method: 'POST',
      body: 'decision=succeeded',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(paid.text).toContain('completed')
    expect(await stateOf(begun)).toBe('completed')
    expect(await balanceOf(begun.payer)).toBe(500_00)
    expect((await server.call(begun.payUrl)).status).toBe(409)
  })

  it('reaches the platform and no merchant', async () => {
    const before = await accountOf(database.owner, 'external_method', PLATFORM)
    const { intentId } = await anIntent()
    await deliver(anEvent(intentId))
    expect(await accountOf(database.owner, 'external_method', PLATFORM)).toBe(before - 500_00)
  })

  it('is begun once per Idempotency-Key', async () => {
    const payer = await aPayer(database, server, { balance: 0 })
    const call = {
      token: await memberTokenOf(server, payer),
      body: { amount: 1_00, currency: 'TWD', method: 'line' },
      headers: { 'idempotency-key': uuidv7() },
    }
    const answers = [
      await server.call(`/v1/me/cards/${payer.cardId}/recharges`, call),
      await server.call(`/v1/me/cards/${payer.cardId}/recharges`, call),
    ]
    expect(answers[0]!.text).toBe(answers[1]!.text)
    const { rows } = await database.owner.query('select count(*)::int as count from app.recharge_intents where card_id = $1', [
      payer.cardId,
    ])
    expect(rows).toEqual([{ count: 1 }])
  })

  it('is refused beyond the limits, for vouchers and for another’s card, each with its own problem', async () => {
    const payer = await aPayer(database, server, { balance: 9_900_000_00 })
    const voucher = await aPayer(database, server, { cardType: 'voucher', balance: 10_00 })
    const cases: [Promise<Answer>, number, string][] = [
      [begin(payer, { amount: 0 }), 422, 'amount_not_positive'],
      [begin(payer, { amount: 99 }), 422, 'amount_out_of_range'],
      [begin(payer, { amount: 100_000_01 }), 422, 'amount_out_of_range'],
      [begin(payer, { amount: 10.1 }), 422, 'amount_too_precise'],
      [begin(payer, { currency: 'EUR' }), 422, 'currency_mismatch'],
      [begin(payer, { method: 'cash' }), 422, 'validation_failed'],
      [begin(voucher), 409, 'card_takes_no_recharge'],
      [begin({ ...payer, memberId: voucher.memberId }), 404, 'not_found'],
    ]
    for (const [call, status, code] of cases) {
      const answer = await call
      expect([answer.status, answer.body['code']]).toEqual([status, code])
    }
    // Two that wait together may not pass the ceiling either.
    expect((await begin(payer, { amount: 60_000_00 })).status).toBe(201)
    expect((await begin(payer, { amount: 60_000_00 })).body['code']).toBe('balance_ceiling_exceeded')
  })

  it('is the member’s own to see and to give up', async () => {
    const begun = await anIntent()
    const stranger = await aPayer(database, server)
    const token = await memberTokenOf(server, stranger)
    expect((await server.call(`/v1/me/recharges/${begun.intentId}`, { token })).status).toBe(404)
    expect((await server.call(`/v1/me/recharges/${begun.intentId}/cancel`, { token, method: 'POST' })).status).toBe(404)
    const own = { token: await memberTokenOf(server, begun.payer), method: 'POST' }
    for (let i = 0; i < 2; i++) {
      expect((await server.call(`/v1/me/recharges/${begun.intentId}/cancel`, own)).body).toMatchObject({ state: 'cancelled', payUrl: null })
    }
  })

  it('cannot be paid by a link that this server did not make', async () => {
    const { payUrl, intentId } = await anIntent()
    const forged = [payUrl.replace(intentId, uuidv7()), `${payUrl}A`, '/pay/x', `/pay/${intentId}.${'A'.repeat(22)}`]
    expect(await Promise.all(forged.map(async (url) => (await server.call(url)).status))).toEqual([404, 404, 404, 404])
  })
})

describe('a provider’s message', () => {
  it('credits once when it is delivered five times at once', async () => {
    const begun = await anIntent()
    const event = anEvent(begun.intentId)
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(event)))
    expect(answers.map(({ body }) => String(body['outcome'])).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'completed',
      'duplicate',
      'duplicate',
      'duplicate',
      'duplicate',
    ])
    expect(await balanceOf(begun.payer)).toBe(500_00)
  })

  it('credits once when the provider names the same payment by five events', async () => {
    const begun = await anIntent()
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(anEvent(begun.intentId))))
    expect(answers.filter(({ body }) => body['outcome'] === 'completed')).toHaveLength(1)
    expect(await balanceOf(begun.payer)).toBe(500_00)
  })

  it.each(['failed', 'cancelled', 'expired'] as const)('%s ends it, and a success that comes late still credits it, once', async (type) => {
    const begun = await anIntent()
    expect((await deliver(anEvent(begun.intentId, { type }))).body).toEqual({ outcome: 'ended' })
    expect(await stateOf(begun)).toBe(type)
    expect((await deliver(anEvent(begun.intentId))).body).toEqual({ outcome: 'completed' })
    expect((await deliver(anEvent(begun.intentId))).body).toEqual({ outcome: 'duplicate' })
    expect(await balanceOf(begun.payer)).toBe(500_00)
  })

  it('of a failure after the success changes nothing', async () => {
    const begun = await anIntent()
    await deliver(anEvent(begun.intentId))
    expect((await deliver(anEvent(begun.intentId, { type: 'failed' }))).body).toEqual({ outcome: 'ignored' })
    expect(await stateOf(begun)).toBe('completed')
    expect(await balanceOf(begun.payer)).toBe(500_00)
  })

  it('credits an intent that has expired meanwhile, because the provider has the money', async () => {
    const begun = await anIntent()
    await database.owner.query(`update app.recharge_intents set expires_at = now() - interval '1 second' where id = $1`, [begun.intentId])
    expect(await stateOf(begun)).toBe('expired')
    const { rows } = await database.owner.query<{ count: number }>('select app.expire_recharge_intents() as count')
    expect(rows[0]!.count).toBeGreaterThan(0)
    await deliver(anEvent(begun.intentId))
    expect(await stateOf(begun)).toBe('completed')
    expect(await balanceOf(begun.payer)).toBe(500_00)
  })

  it.each([
    ['another amount', { amount: 500_01 }],
    ['another currency', { currency: 'USD' }],
  ])('of %s credits nothing and is alerted, and a right one after it counts', async (_, change) => {
    const begun = await anIntent()
    const refused = await deliver(anEvent(begun.intentId, change))
    expect([refused.status, refused.body['code']]).toEqual([422, 'payment_mismatch'])
    expect(await balanceOf(begun.payer)).toBe(0)
    expect(await alertsOf(begun.intentId)).toEqual(['recharge_mismatch'])
    expect((await deliver(anEvent(begun.intentId))).body).toEqual({ outcome: 'completed' })
  })

  it('goes to the successor of a replaced card, and for a closed one to the operators', async () => {
    const [moved, closed] = [await anIntent(), await anIntent()]
    const heir = await aPayer(database, server, { balance: 0 })
    await database.owner.query(`update app.member_cards set status = 'lost', blocked_at = now(), replaced_by = $2 where id = $1`, [
      moved.payer.cardId,
      heir.cardId,
    ])
    await database.owner.query(`update app.member_cards set status = 'closed', blocked_at = now() where id = $1`, [closed.payer.cardId])
    expect((await deliver(anEvent(moved.intentId))).body).toEqual({ outcome: 'completed' })
    expect(await balanceOf(heir)).toBe(500_00)
    expect((await deliver(anEvent(closed.intentId))).body).toEqual({ outcome: 'undeliverable' })
    expect(await balanceOf(closed.payer)).toBe(0)
    expect(await alertsOf(closed.intentId)).toEqual(['recharge_undeliverable'])
  })

  it('is refused when it is tampered with, signed by another, too old or too new, and then nothing is kept', async () => {
    const begun = await anIntent()
    const event = anEvent(begun.intentId)
    const minutes = 60_000
    const wrong = [
      await deliver(event, { tamper: true }),
      await deliver(event, { secret: randomBytes(32) }),
      await deliver(event, { nowMs: Date.now() - 6 * minutes }),
      await deliver(event, { nowMs: Date.now() + 6 * minutes }),
      await server.call('/v1/providers/sandbox/events', { body: event }),
    ]
    expect(wrong.map(({ status, body }) => [status, body['code']])).toEqual(wrong.map(() => [401, 'webhook_signature_invalid']))
    const { rows } = await database.owner.query('select 1 from app.provider_events where intent_id = $1', [begun.intentId])
    expect(rows).toEqual([])
    expect((await deliver(event, { nowMs: Date.now() - 4 * minutes })).body).toEqual({ outcome: 'completed' })
  })

  it('of a payment that nobody asked for is kept, alerted and credits nothing', async () => {
    const begun = await anIntent()
    await server.call(begun.payUrl)
    const unknown = await deliver(anEvent(uuidv7()))
    const swapped = await deliver(anEvent(begun.intentId, { paymentRef: 'another' }))
    expect([unknown.status, swapped.status]).toEqual([404, 404])
    expect(await balanceOf(begun.payer)).toBe(0)
    expect(await alertsOf(begun.intentId)).toEqual(['recharge_unknown'])
  })
})

it('offers nothing online where there is no provider', async () => {
  const plain = await startTestServer(database.appUrl)
  try {
    const payer = await aPayer(database, plain)
    const token = await memberTokenOf(plain, payer)
    const body = { amount: 500_00, currency: 'TWD', method: 'line' }
    const refused = await plain.call(`/v1/me/cards/${payer.cardId}/recharges`, { token, body })
    expect([refused.status, refused.body['code']]).toEqual([409, 'recharge_unavailable'])
    expect((await plain.call('/v1/providers/sandbox/events', { body: {} })).status).toBe(404)
    expect((await plain.call('/sandbox/payments/x')).status).toBe(404)
  } finally {
    await plain.stop()
  }
})

it('keeps the ledger whole through all of this', async () => {
  expect(await ledgerFaults(database.owner)).toEqual([])
})

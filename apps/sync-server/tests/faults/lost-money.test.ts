import { uuidv7 } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sandboxMessage, sandboxPaymentRef } from '../../src/recharges/sandbox-provider.ts'
import { anApproval, aRecharge, aRefund } from '../support/money.ts'
import { aPastPayment } from '../support/past.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { aPayer, aShop, cardRow, ledgerFaults, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { remoteCalls, startTestServer, type TestServer } from '../support/test-server.ts'
import type { Made } from '../support/till.ts'
import { adminToken, managerToken, memberTokenOf } from '../support/tokens.ts'
import { type PostgresProxy, type Side, startPostgresProxy } from './postgres-proxy.ts'

/** How often each movement meets each fault; a night run makes ten and more of each with MPS_FAULT_ROUNDS. */
const ROUNDS = Math.ceil(Number(process.env['MPS_FAULT_ROUNDS'] ?? 2) / 2)
const BALANCE = 1000_00

type Answered = { body: unknown; replayed: boolean }
type Move = {
  /** Asks the server for it; the same request each time. */
  ask(server: Pick<TestServer, 'call'>): Promise<Answered>
  /** What the card holds once it has happened, in minor units. */
  balance: number
}
type Kind = { statement: string; prepare: (payer: Payer) => Promise<Move> }

let database: TestDatabase
let issuer: TestServer
let proxy: PostgresProxy
let victim: ServerProcess
let shop: Shop
let admin: string
beforeAll(async () => {
  database = await createTestDatabase()
  // What comes before a movement is the business of an instance that is left alone; both share their secrets.
  issuer = await startTestServer(database.appUrl, (config) => ({ ...config, paymentProvider: 'sandbox' }))
  proxy = await startPostgresProxy(database.appUrl)
  victim = await startServerProcess(proxy.url(database.appUrl), {
    SECRETS_FILE: issuer.context.config.secrets.file,
    PAYMENT_PROVIDER: 'sandbox',
    JOBS: 'off',
  })
  shop = await aShop(database, issuer)
  await shop.till.signIn()
  admin = await adminToken(issuer, database)
})
afterAll(async () => {
  await victim.dispose()
  await proxy.close()
  await issuer.stop()
  await database.drop()
})

async function aPayment(payer: Payer): Promise<{ id: string; txNo: string }> {
  const [paid] = await shop.till.send(issuer, [await shop.till.charge(await payer.code(), { amount: 300_00 })])
  return { id: String(paid!.id), txNo: String(paid!['txNo']) }
}

/** A movement that a terminal asks for by an entry of its log. */
const byEntry = (entry: Made, balance: number): Move => ({
  balance,
  ask: async (server) => {
    const [outcome] = await shop.till.send(server, [entry])
    expect(outcome).toMatchObject({ id: entry.id, state: JSON.parse(entry.body).kind === 'void' ? 'recorded' : 'settled' })
    const { replayed = false, ...body } = outcome!
    return { body, replayed: replayed === true }
  },
})

/** A movement that someone asks for over the API, under a key of their own. */
function byKey(path: string, token: string, body: unknown, balance: number): Move {
  const headers = { 'idempotency-key': uuidv7() }
  return {
    balance,
    ask: async (server) => {
      const answer = await server.call(path, { token, body, headers })
      expect([200, 201]).toContain(answer.status)
      return { body: answer.body, replayed: answer.headers.get('idempotency-replayed') === 'true' }
    },
  }
}

const KINDS: Record<string, Kind> = {
  'a refund at the till': {
    statement: 'app.settle_money_entry',
    prepare: async (payer) =>
      byEntry(await aRefund(database.owner, shop.till, (await aPayment(payer)).txNo, { amount: 120_00 }), BALANCE - 180_00),
  },
  'a recharge at the till': {
    statement: 'app.settle_money_entry',
    prepare: async (payer) => byEntry(await aRecharge(database.owner, shop.till, await payer.code(), { amount: 200_00 }), BALANCE + 200_00),
  },
  'a void of what has settled': {
    statement: 'app.settle_money_entry',
    prepare: async (payer) => byEntry(await shop.till.void((await aPayment(payer)).id), BALANCE),
  },
  'a refund over the API': {
    statement: 'app.merchant_refund_tx',
    prepare: async (payer) => {
      const { txNo } = await aPayment(payer)
      const { approvalId } = await anApproval(database.owner, shop.merchant, 'refund', txNo, 120_00)
      const body = { amount: 120_00, reason: 'goods came back', approvalId }
      return byKey(`/v1/merchant/transactions/${txNo}/refunds`, await managerToken(issuer, shop.merchant), body, BALANCE - 180_00)
    },
  },
  'a provider’s message': {
    statement: 'app.apply_provider_event',
    prepare: async (payer) => {
      const token = await memberTokenOf(issuer, payer)
      const begun = await issuer.call(`/v1/me/cards/${payer.cardId}/recharges`, {
        token,
        body: { amount: 500_00, currency: 'TWD', method: 'line' },
      })
      const intentId = String(begun.body['id'])
      const event = {
        id: uuidv7(),
        type: 'succeeded' as const,
        intentId,
        paymentRef: sandboxPaymentRef(intentId),
        amount: 500_00,
        currency: 'TWD',
      }
      const { body, signature } = sandboxMessage(issuer.context, event, Date.now())
      const headers = { 'mps-signature': signature }
      return {
        balance: BALANCE + 500_00,
        ask: async (server) => {
          const answer = await server.call('/v1/providers/sandbox/events', { method: 'POST', body: body.toString(), headers })
          const { outcome, ...rest } = answer.body
          expect(answer).toMatchObject({ status: 200 })
          return { body: rest, replayed: outcome !== 'completed' }
        },
      }
    },
  },
  'a settlement': {
    statement: 'app.generate_settlement',
    prepare: async (payer) => {
      const { merchant } = await aShop(database, issuer)
      await aPastPayment(database.owner, {
        merchantId: merchant.merchantId,
        cardId: payer.cardId,
        at: '2026-11-10T10:00:00Z',
        final: 80_00,
      })
      const body = { firstDay: '2026-11-10', lastDay: '2026-11-10' }
      return byKey(`/v1/admin/merchants/${merchant.merchantId}/settlements`, admin, body, BALANCE - 80_00)
    },
  },
}

const SIDES: Side[] = ['before the commit', 'after the commit']

describe.each(Object.keys(KINDS))('%s', (name) => {
  const { statement, prepare } = KINDS[name]!
  it.each(SIDES)(`happens once when the server is killed %s (${ROUNDS} times)`, { timeout: 60_000 + ROUNDS * 30_000 }, async (side) => {
    const calls = remoteCalls(victim.url)
    for (let round = 1; round <= ROUNDS; round++) {
      const payer = await aPayer(database, issuer, { balance: BALANCE })
      const move = await prepare(payer)
      const before = await cardRow(database.owner, payer.cardId)
      const lost = proxy.loseNext(statement, side)
      const asked = move.ask(calls).catch((error: unknown) => error)
      await lost
      await victim.kill()
      expect(await asked).toBeInstanceOf(Error)
      const happened = side === 'after the commit'
      expect((await cardRow(database.owner, payer.cardId)).balance).toBe(happened ? move.balance : before.balance)
      await victim.start()
      const again = await move.ask(calls)
      expect(again.replayed).toBe(happened)
      expect(await move.ask(calls)).toEqual({ body: again.body, replayed: true })
      expect((await cardRow(database.owner, payer.cardId)).balance).toBe(move.balance)
    }
    expect(await ledgerFaults(database.owner)).toEqual([])
  })
})

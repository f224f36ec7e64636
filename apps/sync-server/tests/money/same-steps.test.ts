import { hash, randomUUID } from 'node:crypto'
import { uuidv7 } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aRecharge, aRefund } from '../support/money.ts'
import { aPayer, aShop, cardRow, ledgerFaults, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import type { Made, Outcome } from '../support/till.ts'

// Charges are judged by a set in memory, everything else by app.admit_entry and its neighbours: the same bad entries go through both.

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

const sql = (text: string, ...values: unknown[]) => database.owner.query(text, values)
type World = { shop: Shop; payer: Payer; txNo: string }
type Timing = { agoMs?: number; id?: string }

/** A shop and a payer who has paid 500.00, so that there is something to refund. */
async function aWorld(): Promise<World> {
  const [shop, payer] = [await aShop(database, server), await aPayer(database, server)]
  const [paid] = await shop.till.send(server, [await shop.till.charge(await payer.code(), { amount: 500_00 })])
  return { shop, payer, txNo: String(paid!['txNo']) }
}

/** Makes an entry of each kind that would do what it says, were it not for its place, its time or its key. */
const MAKE = {
  charge: async ({ shop, payer }: World, { agoMs = 0, id }: Timing) =>
    shop.till.charge(await payer.code(), { amount: 1_00, agoMs, ...(id !== undefined && { id }) }),
  recharge: async ({ shop, payer }: World, { agoMs = 0, id }: Timing) =>
    aRecharge(database.owner, shop.till, await payer.code(), { amount: 1_00, agoMs, ...(id !== undefined && { id }) }),
  refund: async ({ shop, txNo }: World, { agoMs = 0, id }: Timing) =>
    aRefund(database.owner, shop.till, txNo, { amount: 1_00, ...aged(agoMs), ...(id !== undefined && { id }) }),
  void: async ({ shop }: World, { agoMs = 0, id }: Timing) => shop.till.void(uuidv7(), { ...aged(agoMs), ...(id !== undefined && { id }) }),
  cash_in: async ({ shop }: World, { agoMs = 0, id }: Timing) =>
    shop.till.make('cash_in', { amount: 1_00, reason: 'change', ...(id !== undefined && { id }) }, { agoMs }),
}
const KINDS = Object.keys(MAKE) as (keyof typeof MAKE)[]
const aged = (agoMs: number) => ({ recordedAt: new Date(Date.now() - agoMs).toISOString() })
const verdict = ({ state, code }: Outcome) => code ?? state
const TAKEN = { charge: 'settled', recharge: 'settled', refund: 'settled', void: 'recorded', cash_in: 'recorded' }

describe.each(KINDS)('a %s', (kind) => {
  it('has a place in its chain and in time', async () => {
    const world = await aWorld()
    const { till } = world.shop
    const send = async (entry: Made) => verdict((await till.send(server, [entry]))[0]!)
    const step = { seq: till.seq, prev: till.prev }
    const stepBack = () => Object.assign(till, step)

    till.prev = 'ab'.repeat(32)
    expect(await send(await MAKE[kind](world, {}))).toBe('broken_chain')
    stepBack()
    expect(await send(await MAKE[kind](world, { agoMs: 30 * 60_000 }))).toBe('clock_untrusted')
    stepBack()
    expect(await send(await MAKE[kind](world, { agoMs: -10 * 60_000 }))).toBe('clock_untrusted')
    stepBack()
    expect(await send(await MAKE[kind](world, {}))).toBe(TAKEN[kind])
    stepBack()
    expect(await send(await MAKE[kind](world, {}))).toBe('sequence_fork')
  })

  it('has a key of its own', async () => {
    const world = await aWorld()
    const { till } = world.shop
    const entry = await MAKE[kind](world, {})
    const [first] = await till.send(server, [entry])
    expect(await till.send(server, [entry])).toEqual([{ ...first, replayed: true }])
    const other = await MAKE[kind](world, { id: entry.id })
    expect((await till.send(server, [other])).map(verdict)).toEqual(['idempotency_key_reused'])
  })

  it('comes within the days that the platform waits for it', async () => {
    const world = await aWorld()
    // The first word of a till that had no contact.
    const silent = await aShop(database, server)
    const late = await MAKE[kind]({ ...world, shop: silent }, { agoMs: 31 * 86_400_000 })
    expect((await silent.till.send(server, [late])).map(verdict)).toEqual(['arrived_too_late'])
  })
})

describe('a charge and a recharge by the same code and card', () => {
  const card = (change: string) => (world: World) => sql(`update app.member_cards set ${change} where id = $1`, world.payer.cardId)
  const code = (change: string) => (world: World) => sql(`update app.card_qr_history set ${change} where card_id = $1`, world.payer.cardId)
  const shop = (table: string, change: string) => (world: World) =>
    sql(
      `update ${table} set ${change} where id = $1`,
      table === 'app.terminals' ? world.shop.device.terminalId : world.shop.merchant.merchantId,
    )
  const AGO = `blocked_at = now() - interval '1 minute'`
  const CASES: [code: string, change: (world: World) => Promise<unknown>][] = [
    ['code_not_yet_valid', code(`valid_from = now() + interval '3 minutes'`)],
    ['code_expired', code(`valid_from = now() - interval '20 minutes', expires_at = now() - interval '3 minutes'`)],
    ['code_revoked', code(`revoked_at = now() - interval '1 minute'`)],
    ['card_lost', card(`status = 'lost', ${AGO}`)],
    ['card_closed', card(`status = 'closed', ${AGO}`)],
    ['card_expired', card(`expires_at = now() - interval '1 minute'`)],
    ['merchant_suspended', shop('app.merchants', `status = 'suspended', ${AGO}`)],
    ['terminal_revoked', shop('app.terminals', `status = 'revoked', ${AGO}`)],
  ]
  it.each(CASES)('are both declined as %s, for ever, and nothing moves', async (expected, change) => {
    const world = await aWorld()
    const [charged, recharged] = [await world.payer.code(), await world.payer.code()]
    await world.shop.till.signIn()
    await change(world)
    const before = await cardRow(database.owner, world.payer.cardId)
    const entries = [
      await world.shop.till.charge(charged, { amount: 1_00 }),
      await aRecharge(database.owner, world.shop.till, recharged, { amount: 1_00 }),
    ]
    const outcomes = await world.shop.till.send(server, entries)
    expect(outcomes.map(verdict)).toEqual([expected, expected])
    expect(outcomes[0]!['next']).toBe(outcomes[1]!['next'])
    expect(await world.shop.till.send(server, entries)).toEqual(outcomes.map((outcome) => ({ ...outcome, replayed: true })))
    expect(await cardRow(database.owner, world.payer.cardId)).toEqual(before)
  })

  it.each([
    ['code_forged', 'with its text'],
    ['code_unknown', 'without its text'],
  ])('are both declined as %s where nobody issued the code and it comes %s', async (expected, how) => {
    const { till } = (await aWorld()).shop
    const text = `MPS1:${randomUUID().toUpperCase()}`
    const unknown = { code: text, codeHash: hash('sha256', text), discount: 1000 }
    const entries = [await till.charge(unknown, { amount: 1_00 }), await aRecharge(database.owner, till, unknown, { amount: 1_00 })]
    const sent = how === 'with its text' ? entries : entries.map(({ body, sig }) => ({ body, sig }))
    expect((await till.send(server, sent)).map(verdict)).toEqual([expected, expected])
  })
})

it('leaves the ledger whole', async () => {
  expect(await ledgerFaults(database.owner)).toEqual([])
})

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { asAdmin } from '../../src/db/transactions.ts'
import { byAdmin } from '../support/as-actor.ts'
import { ageCode, aPayer, aShop, keepFromMidnight, ledgerFaults, type Payer } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { aCode, type Outcome, type Till } from '../support/till.ts'

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
})
afterAll(async () => {
  const faults = await ledgerFaults(database.owner)
  if (faults.length > 0) throw new Error(`the ledger is wrong: ${JSON.stringify(faults)}`)
  await server.stop()
  await database.drop()
})
afterEach(async () => void (await database.owner.query('delete from app.risk_hits; delete from app.risk_rules')))

type Rule = Record<string, unknown> & { kind: string }
async function aRule(rule: Rule): Promise<string> {
  const { id } = await asAdmin(database.admin, PLATFORM_ADMIN, async (client) => {
    const { rows } = await client.query<{ r: { id: string } }>('select app.create_risk_rule($1) as r', [{ ...rule, action: 'decline' }])
    return rows[0]!.r
  })
  await database.owner.query(`update app.risk_rules set effective_from = now() - interval '1 day' where id = $1`, [id])
  return id
}

/** So many charges of 10.00, one after another or in one set. */
async function charge(till: Till, payers: Payer[], { together, agoMs = 0 }: { together: boolean; agoMs?: number }): Promise<Outcome[]> {
  const entries = []
  for (const payer of payers) {
    const code = await payer.code()
    if (agoMs) await ageCode(database.owner, code, agoMs)
    entries.push(await till.charge(code, { amount: 10_00, agoMs }))
  }
  if (together) return till.send(server, entries)
  const outcomes: Outcome[] = []
  for (const entry of entries) outcomes.push(...(await till.send(server, [entry])))
  return outcomes
}
const hits = async () => (await database.owner.query('select rule_id, action, entry_id, observed::int from app.risk_hits')).rows
const codes = (outcomes: Outcome[]) => outcomes.map(({ state, code }) => code ?? state)

const RULES: [string, Rule, number][] = [
  ['the sum of a card in a day', { kind: 'card_daily_sum', limitAmount: 25_00 }, 30_00],
  ['the count of a card in a day', { kind: 'card_daily_count', limitCount: 2 }, 3],
  ['the pace of a card', { kind: 'velocity', subject: 'card', limitCount: 2, windowSeconds: 600 }, 3],
  ['the pace of a terminal', { kind: 'velocity', subject: 'terminal', limitCount: 2, windowSeconds: 600 }, 3],
]
const CASES = RULES.flatMap(([title, rule, observed]) => [true, false].map((together) => ({ title, rule, observed, together })))

it.each(CASES)(
  'declines what passes $title, the same in one set as one after another ($together)',
  async ({ rule, observed, together }) => {
    const id = await aRule(rule)
    const { till } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const outcomes = await charge(till, [payer, payer, payer], { together })
    expect(codes(outcomes)).toEqual(['settled', 'settled', 'risk_rejected'])
    expect(await hits()).toEqual([{ rule_id: id, action: 'decline', entry_id: outcomes[2]!.id, observed }])
  },
)

it.each([true, false])('declines after too many failures of a card (in one set: %s)', async (together) => {
  const id = await aRule({ kind: 'failures_per_hour', subject: 'card', limitCount: 1 })
  const { till } = await aShop(database, server)
  const payer = await aPayer(database, server, { balance: 5_00 })
  const outcomes = await charge(till, [payer, payer, payer], { together })
  expect(codes(outcomes)).toEqual(['insufficient_balance', 'insufficient_balance', 'risk_rejected'])
  expect(await hits()).toEqual([{ rule_id: id, action: 'decline', entry_id: outcomes[2]!.id, observed: 2 }])
})

it('says by what amount a single charge was too large', async () => {
  const id = await aRule({ kind: 'amount_per_charge', limitAmount: 9_99 })
  const [outcome] = await charge((await aShop(database, server)).till, [await aPayer(database, server)], { together: true })
  expect(await hits()).toEqual([{ rule_id: id, action: 'decline', entry_id: outcome!.id, observed: 10_00 }])
})

it('counts the day of a card on its successor', async () => {
  const id = await aRule({ kind: 'card_daily_sum', limitAmount: 15_00 })
  const { till, merchant } = await aShop(database, server)
  await keepFromMidnight(database.owner, merchant)
  const payer = await aPayer(database, server)
  expect(codes(await charge(till, [payer], { together: true }))).toEqual(['settled'])
  const successor = await byAdmin(database)<string>('app.replace_card($1, $2)', payer.cardId, 'worn')
  const outcomes = await till.send(server, [await till.charge(await aCode(server, payer.memberId, successor), { amount: 10_00 })])
  expect(codes(outcomes)).toEqual(['risk_rejected'])
  expect(await hits()).toEqual([{ rule_id: id, action: 'decline', entry_id: outcomes[0]!.id, observed: 20_00 }])
})

it('declines a card at two shops too quickly, and nobody else', async () => {
  await aRule({ kind: 'two_places', windowSeconds: 300 })
  const [here, there] = [await aShop(database, server), await aShop(database, server)]
  const [payer, other] = [await aPayer(database, server), await aPayer(database, server)]
  expect(codes(await charge(here.till, [payer, payer], { together: true }))).toEqual(['settled', 'settled'])
  expect(codes(await charge(there.till, [payer, other], { together: true }))).toEqual(['risk_rejected', 'settled'])
})

it('keeps to its merchant and its card type', async () => {
  const [bound, free] = [await aShop(database, server), await aShop(database, server)]
  await aRule({ kind: 'card_daily_count', limitCount: 1, merchantId: bound.merchant.merchantId, cardType: 'prepaid' })
  const [standard, prepaid] = [await aPayer(database, server), await aPayer(database, server, { cardType: 'prepaid' })]
  expect(codes(await charge(bound.till, [standard, standard], { together: true }))).toEqual(['settled', 'settled'])
  expect(codes(await charge(free.till, [prepaid], { together: true }))).toEqual(['settled'])
  expect(codes(await charge(bound.till, [prepaid], { together: true }))).toEqual(['risk_rejected'])
})

it('lets a drained queue pass a rule on pace, and holds it to a rule on days', async () => {
  const pace = await aRule({ kind: 'velocity', subject: 'card', limitCount: 1, windowSeconds: 3600 })
  const offline = { together: true, agoMs: 10 * 60_000 }
  const payer = await aPayer(database, server)
  expect(codes(await charge((await aShop(database, server)).till, [payer, payer], offline))).toEqual(['settled', 'settled'])
  await database.owner.query('delete from app.risk_rules where id = $1', [pace])
  await aRule({ kind: 'card_daily_count', limitCount: 1 })
  const other = await aPayer(database, server)
  expect(codes(await charge((await aShop(database, server)).till, [other, other], offline))).toEqual(['settled', 'risk_rejected'])
})

it('does not decline what was scanned before the rule was made', async () => {
  const id = await aRule({ kind: 'card_daily_count', limitCount: 1 })
  const payer = await aPayer(database, server)
  const { till } = await aShop(database, server)
  await database.owner.query(`update app.risk_rules set effective_from = now() - interval '5 minutes' where id = $1`, [id])
  expect(codes(await charge(till, [payer, payer], { together: true, agoMs: 10 * 60_000 }))).toEqual(['settled', 'settled'])
})

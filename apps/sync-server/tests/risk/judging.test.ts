import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, asMerchantUser, asServer } from '../../src/db/transactions.ts'
import { aDevice } from '../support/builders.ts'
import { ageCode, aPayer, aShop, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { type ChargeOptions, Till } from '../support/till.ts'

type Rule = Record<string, unknown> & { kind: string; action: string }
type Hit = { entry_id: string; related_entry_id: string | null; action: string; observed: number; rule_id: string }

let database: TestDatabase
let server: TestServer
let shop: Shop
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  shop = await aShop(database, server)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})
/** Each test judges by its own rules alone. */
afterEach(async () => void (await database.owner.query('delete from app.risk_hits; delete from app.risk_rules')))

/** Makes a rule that was in force an hour ago already. */
async function aRule(rule: Rule): Promise<string> {
  const { id } = await asAdmin(database.admin, PLATFORM_ADMIN, async (client) => {
    const { rows } = await client.query<{ r: { id: string } }>('select app.create_risk_rule($1) as r', [rule])
    return rows[0]!.r
  })
  await database.owner.query(`update app.risk_rules set effective_from = now() - interval '1 day' where id = $1`, [id])
  return id
}

async function judge(): Promise<Hit[]> {
  while (
    (await asServer(database.admin, async (client) => (await client.query<{ n: number }>('select app.judge_risk() as n')).rows[0]!.n)) > 0
  );
  const { rows } = await database.owner.query<Hit>(
    'select entry_id, related_entry_id, action, observed, rule_id from app.risk_hits order by id',
  )
  return rows
}

/**
 * Charges one card so many times and says which entries they were. All are made before the first is sent: what a terminal makes after a call
 * cannot be older than that call.
 */
async function charges(payer: Payer, options: ChargeOptions[], till = shop.till): Promise<string[]> {
  const made = []
  for (const option of options) {
    const code = await payer.code()
    if (option.agoMs) await ageCode(database.owner, code, option.agoMs)
    made.push(await till.charge(code, option))
  }
  for (const entry of made) {
    const [outcome] = await till.send(server, [entry])
    expect(outcome?.state).not.toBe('rejected')
  }
  return made.map(({ id }) => id)
}

describe('a rule that flags', () => {
  it.each<[string, Rule, number]>([
    ['the sum of a card in a day', { kind: 'card_daily_sum', limitAmount: 250_00, action: 'flag' }, 300_00],
    ['the count of a card in a day', { kind: 'card_daily_count', limitCount: 2, action: 'flag' }, 3],
    ['the pace of a card', { kind: 'velocity', subject: 'card', limitCount: 2, windowSeconds: 600, action: 'alert' }, 3],
  ])('hits the charge that passes %s, and only that', async (_title, rule, observed) => {
    const id = await aRule(rule)
    const made = await charges(await aPayer(database, server), [{ amount: 100_00 }, { amount: 101_00 }, { amount: 99_00 }])
    expect(await judge()).toEqual([{ entry_id: made[2], related_entry_id: null, action: rule.action, observed, rule_id: id }])
  })

  it('hits the pace of a terminal, whoever pays', async () => {
    await aRule({ kind: 'velocity', subject: 'terminal', limitCount: 2, windowSeconds: 600, action: 'flag' })
    const own = await aShop(database, server)
    const made: string[] = []
    for (let i = 0; i < 3; i++) made.push(...(await charges(await aPayer(database, server), [{}], own.till)))
    expect(await judge()).toMatchObject([{ entry_id: made[2], observed: 3 }])
  })

  it('hits the declines of a terminal, and of a card', async () => {
    await aRule({ kind: 'failures_per_hour', subject: 'terminal', limitCount: 2, action: 'flag' })
    await aRule({ kind: 'failures_per_hour', subject: 'card', limitCount: 1, action: 'flag' })
    const own = await aShop(database, server)
    const poor = { balance: 1_00 }
    await charges(await aPayer(database, server, poor), [{}], own.till)
    const made = await charges(await aPayer(database, server, poor), [{}, {}], own.till)
    expect(await judge()).toMatchObject([
      { entry_id: made[1], observed: 3 },
      { entry_id: made[1], observed: 2 },
    ])
  })

  it('hits a card that is at two shops too quickly', async () => {
    await aRule({ kind: 'two_places', windowSeconds: 300, action: 'alert' })
    const payer = await aPayer(database, server)
    const [here] = await charges(payer, [{}])
    const [there] = await charges(payer, [{}], (await aShop(database, server)).till)
    expect(await judge()).toMatchObject([{ entry_id: there, related_entry_id: here, action: 'alert' }])
  })

  it('hits what stands on the word of a terminal that is cut off', async () => {
    await aRule({ kind: 'offline_exposure', subject: 'terminal', limitAmount: 150_00, action: 'alert' })
    const own = await aShop(database, server)
    const agoMs = 10 * 60_000
    const [first, second] = [await aPayer(database, server), await aPayer(database, server)]
    const codes = [await first.code(), await second.code()]
    for (const code of codes) await ageCode(database.owner, code, agoMs)
    const made = [await own.till.charge(codes[0]!, { agoMs }), await own.till.charge(codes[1]!, { agoMs })]
    await own.till.send(server, [made[0]!])
    expect(await judge()).toEqual([])
    await own.till.send(server, [made[1]!])
    expect(await judge()).toMatchObject([{ entry_id: made[1]!.id, observed: 200_00 }])
  })
})

describe('a suspected duplicate', () => {
  const rule: Rule = { kind: 'suspected_duplicate', windowSeconds: 120, action: 'flag' }

  it('is the same card, amount and terminal within two minutes, and the later of the two', async () => {
    await aRule(rule)
    const payer = await aPayer(database, server)
    const made = await charges(payer, [{ amount: 50_00 }, { amount: 51_00 }, { amount: 50_00 }])
    const otherTill = new Till(await aDevice(database, server, shop.merchant))
    await charges(payer, [{ amount: 51_00 }], otherTill)
    expect(await judge()).toMatchObject([{ entry_id: made[2], related_entry_id: made[0], action: 'flag' }])
  })

  it('is the later one also when that one arrived and was judged first', async () => {
    await aRule(rule)
    const payer = await aPayer(database, server)
    const till = new Till(await aDevice(database, server, shop.merchant))
    const codes = [await payer.code(), await payer.code()]
    for (const code of codes) await ageCode(database.owner, code, 8 * 60_000)
    const first = await till.charge(codes[0]!, { amount: 70_00, agoMs: 8 * 60_000 })
    const second = await till.charge(codes[1]!, { amount: 70_00, agoMs: 7 * 60_000 })
    await till.send(server, [second])
    expect(await judge()).toEqual([])
    await till.send(server, [first])
    expect(await judge()).toMatchObject([{ entry_id: second.id, related_entry_id: first.id, observed: 60 }])
  })

  it('is shown to its shop and to an admin, and to no other shop', async () => {
    await aRule(rule)
    const payer = await aPayer(database, server)
    const made = await charges(payer, [{ amount: 50_00 }, { amount: 50_00 }])
    await judge()
    const other = await aShop(database, server)
    const listed = ({ merchant }: Shop) =>
      asMerchantUser(database.admin, { userId: merchant.managerId, merchantId: merchant.merchantId }, async (client) => {
        const { rows } = await client.query<{ hits: { id: string }[] }>('select app.list_risk_hits($1) as hits', [merchant.merchantId])
        return rows[0]!.hits
      })
    const mine = await listed(shop)
    expect(mine).toMatchObject([
      { kind: 'suspected_duplicate', entryId: made[1], relatedEntryId: made[0], cardSuffix: payer.cardNo.slice(-4) },
    ])
    expect(await listed(other)).toEqual([])
    const review = (merchant: Shop['merchant']) =>
      asMerchantUser(database.admin, { userId: merchant.managerId, merchantId: merchant.merchantId }, (client) =>
        client.query(`select app.review_risk_hit($1, 'mistake')`, [mine[0]!.id]),
      )
    await expect(review(other.merchant)).rejects.toThrow('not_found')
    await review(shop.merchant)
    expect(await listed(shop)).toMatchObject([{ verdict: 'mistake', reviewedBy: shop.merchant.managerId }])
  })
})

describe('a drained queue', () => {
  it('is flagged and not declined by a rule that would decline the pace of live charges', async () => {
    await aRule({ kind: 'velocity', subject: 'card', limitCount: 1, windowSeconds: 600, action: 'decline' })
    const payer = await aPayer(database, server)
    const made = await charges(payer, [{ agoMs: 9 * 60_000 }, { agoMs: 8 * 60_000 }], (await aShop(database, server)).till)
    expect(await judge()).toMatchObject([{ entry_id: made[1], action: 'flag', observed: 2 }])
  })

  it('is judged by the days on which it was sold, not by the day on which it arrived', async () => {
    await aRule({ kind: 'card_daily_count', limitCount: 1, action: 'flag' })
    await database.owner.query(`update app.risk_rules set effective_from = now() - interval '9 days'`)
    const payer = await aPayer(database, server)
    const till = (await aShop(database, server)).till
    const made = await charges(payer, [{ agoMs: 49 * 3_600_000 }, { agoMs: 24.5 * 3_600_000 }, { agoMs: 24.4 * 3_600_000 }], till)
    const settled = await database.owner.query(`select 1 from app.transactions where entry_id = any ($1) and status = 'completed'`, [made])
    expect(settled.rows).toHaveLength(3)
    const hits = await judge()
    // Six minutes apart are one day, unless midnight lay between them.
    const dayOf = (agoH: number) => new Date(Date.now() + 8 * 3_600_000 - agoH * 3_600_000).toISOString().slice(0, 10)
    expect(hits.map(({ entry_id }) => entry_id)).toEqual(dayOf(24.5) === dayOf(24.4) ? [made[2]] : [])
  })

  it('is judged by the rules of the moment when it was scanned', async () => {
    const id = await aRule({ kind: 'card_daily_count', limitCount: 1, action: 'flag' })
    await asAdmin(database.admin, PLATFORM_ADMIN, (client) => client.query('select app.retire_risk_rule($1)', [id]))
    const payer = await aPayer(database, server)
    const made = await charges(payer, [{ agoMs: 9 * 60_000 }, { agoMs: 8 * 60_000 }, {}, {}], (await aShop(database, server)).till)
    // The third and fourth were scanned when the rule had been retired.
    expect(await judge()).toMatchObject([{ entry_id: made[1], rule_id: id }])
  })
})

it('judges each outcome once, also when several instances judge at the same time', async () => {
  await aRule({ kind: 'card_daily_count', limitCount: 1, action: 'flag' })
  const payer = await aPayer(database, server)
  await charges(payer, [{}, {}, {}])
  const judged = await Promise.all(
    Array.from({ length: 4 }, () =>
      asServer(database.admin, async (client) => (await client.query<{ n: number }>('select app.judge_risk() as n')).rows[0]!.n),
    ),
  )
  expect(judged.filter((n) => n > 0)).toHaveLength(1)
  expect(await judge()).toHaveLength(2)
})

describe('a rule', () => {
  const make = (rule: Rule, replaces: string | null = null) =>
    asAdmin(database.admin, PLATFORM_ADMIN, async (client) => {
      const { rows } = await client.query<{ r: Record<string, unknown> & { id: string } }>('select app.create_risk_rule($1, $2) as r', [
        rule,
        replaces,
      ])
      return rows[0]!.r
    })

  it.each<[string, Rule]>([
    ['an amount', { kind: 'card_daily_sum', limitCount: 3, action: 'flag' }],
    ['a subject', { kind: 'velocity', limitCount: 3, windowSeconds: 60, action: 'flag' }],
    ['a window', { kind: 'two_places', action: 'flag' }],
    ['a positive limit', { kind: 'card_daily_count', limitCount: 0, action: 'flag' }],
    ['an action that suits it', { kind: 'suspected_duplicate', windowSeconds: 60, action: 'decline' }],
    ['a known kind', { kind: 'full_moon', action: 'flag' }],
  ])('without %s is refused', async (_title, rule) => {
    await expect(make(rule)).rejects.toThrow('risk_rule_invalid')
  })

  it('is retired by its successor and never changed', async () => {
    const first = await make({ kind: 'card_daily_count', limitCount: 3, action: 'flag' })
    const second = await make({ kind: 'card_daily_count', limitCount: 5, action: 'alert' }, first.id)
    expect(second).toMatchObject({ replaces: first.id, limitCount: 5, isActive: true })
    await expect(make({ kind: 'card_daily_count', limitCount: 6, action: 'flag' }, first.id)).rejects.toThrow('state_conflict')
    const { rows } = await database.owner.query('select is_active, limit_count from app.risk_rules where id = $1', [first.id])
    expect(rows).toEqual([{ is_active: false, limit_count: 3 }])
  })
})

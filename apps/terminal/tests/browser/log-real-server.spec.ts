import type { Page } from '@playwright/test'
import { startFront } from './log-support/front.ts'
import { allEntries, connection, drained, expect, queue, test as logTest } from './log-support/log-test.ts'
import { openRealShop, type RealShop, type ScannedCode, SEED } from './log-support/real-shop.ts'

const ENTRIES = /\/v1\/terminal\/entries/
const AMOUNT = 1_00

/** LOG's page and network, in front of the real server in place of the honest double. */
const test = logTest.extend<{ shop: RealShop }>({
  shop: async ({ browserName: _browserName }, use) => {
    const shop = await openRealShop()
    await use(shop)
    await shop.close()
  },
  front: async ({ bundle, shop }, use) => {
    const front = await startFront(bundle)
    front.backend = shop.server.url
    await use(front)
    await front.close()
  },
  paired: async ({ device, shop }, use) => {
    await pairWith(device.page, shop)
    await use(device.page)
  },
})

test('settles 500 charges of an outage and 50 made during the drain once each, though the server is killed twice', async ({
  paired,
  front,
  shop,
}) => {
  const codes = await shop.codes(550)
  await shop.server.stop()
  await paired.evaluate(() => globalThis.page.log!.sendNow())
  await connection(paired, 'offline')
  await sell(paired, shop, codes.slice(0, 500))
  expect(await settledIds(shop)).toEqual([])
  await shop.server.start()
  // Slow enough that the drain is still going on at each kill.
  front.plan(ENTRIES, { kind: 'delay', ms: 300 }, 10_000)
  const draining = paired.evaluate(() => globalThis.page.log!.sendNow())
  const selling = sell(paired, shop, codes.slice(500), 60)
  for (let death = 0; death < 2; death++) {
    await expect.poll(async () => (await settledIds(shop)).length, { intervals: [20], timeout: 30_000 }).toBeGreaterThan(death * 200)
    await shop.server.kill()
    expect((await settledIds(shop)).length).toBeLessThan(550)
    expect((await queue(paired)).depth).toBeGreaterThan(0)
    await shop.server.start()
  }
  await Promise.all([draining, selling])
  await drained(paired, 60_000)
  await expectSettledOnce(shop, paired, 550)
})

test('asks about the sale after the browser was killed before the answer of the real server, and settles it once', async ({
  killable,
  front,
  shop,
}) => {
  await pairWith(killable.page, shop)
  const codes = await shop.codes(1)
  const plan = front.plan(ENTRIES, { kind: 'delay', ms: 3000 })
  await sell(killable.page, shop, codes)
  await expect.poll(() => plan.fired).toBe(1)
  await killable.kill()
  await killable.start()
  const asked = await killable.page.evaluate(async () => (await globalThis.page.log!.unconfirmedCharges()).map(({ id }) => id))
  expect(asked).toEqual((await allEntries(killable.page)).map(({ id }) => id))
  await drained(killable.page)
  await expectSettledOnce(shop, killable.page, 1)
})

test('hears from the server’s events that its settings changed', async ({ paired, front, shop }) => {
  // The heartbeats keep it to themselves, so that only an event can have told.
  const before = await revisionAt(paired)
  const silent = (body: string) => JSON.stringify({ ...(JSON.parse(body) as object), configRevision: before })
  front.plan(/\/v1\/terminal\/heartbeat/, { kind: 'rewrite', change: silent }, 10_000)
  const streams = () => front.forwarded.filter(({ path, status }) => path === '/v1/terminal/events' && status === 200).length
  await expect.poll(streams).toBe(1)
  // Changed until it is heard: the server may listen to the database a moment later than it says hello.
  const change = async () => {
    await shop.database.owner.query(`update app.terminals set label = label || '.' where id = $1`, [shop.terminalId])
    return revisionAt(paired)
  }
  await expect.poll(change, { timeout: 30_000 }).not.toBe(before)
})

const revisionAt = (page: Page) => page.evaluate(() => globalThis.page.log!.config.get().config!.revision)

async function pairWith(page: Page, { pairingCode }: RealShop): Promise<void> {
  await page.evaluate((code) => globalThis.page.log!.pair(code), pairingCode)
}

/** Records one charge for each code, by a cashier of the shop. */
async function sell(page: Page, { cashierId }: RealShop, codes: readonly ScannedCode[], pauseMs = 0): Promise<void> {
  const scans = codes.map(({ code, discount }) => ({ code, quoted: { discount, final: Math.round((AMOUNT * discount) / 1000) } }))
  await page.evaluate(
    async ([each, by, amount, ms]) => {
      const log = globalThis.page.log!
      for (const scan of each) {
        await log.recordCharge({ id: log.newEntryId(), cashierId: by, scannedAt: log.now(), amount, method: 'balance', ...scan })
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
      }
    },
    [scans, cashierId, AMOUNT, pauseMs] as const,
  )
}

async function settledIds({ database, terminalId }: RealShop): Promise<string[]> {
  const { rows } = await database.owner.query<{ entry_id: string }>(
    `select entry_id from app.transactions where terminal_id = $1 and tx_type = 'payment' and status = 'completed' order by entry_id`,
    [terminalId],
  )
  return rows.map((row) => row.entry_id)
}

/** The terminal's entries, PostgreSQL's transactions and the money agree, with nothing lost, doubled or left out. */
async function expectSettledOnce(shop: RealShop, page: Page, count: number): Promise<void> {
  const entries = await allEntries(page)
  expect(entries.map(({ display }) => display)).toEqual(Array.from({ length: count }, () => 'paid'))
  expect(await settledIds(shop)).toEqual(entries.map(({ id }) => id).toSorted())
  const { owner } = shop.database
  const held = await owner.query<{ seq: number; outcome_no: number }>(
    'select seq::int, outcome_no::int from app.terminal_entries where terminal_id = $1 order by seq',
    [shop.terminalId],
  )
  const gapless = Array.from({ length: count }, (_, i) => i + 1)
  expect(held.rows.map(({ seq }) => seq)).toEqual(gapless)
  expect(held.rows.map((row) => row.outcome_no).toSorted((a, b) => a - b)).toEqual(gapless)
  const wrong = await owner.query('select * from app.verify_ledger()')
  expect(wrong.rows).toEqual([])
  const cards = await owner.query<{ found: number; expected: number }>(
    `select (c.balance * 100)::int as found, ($1 - coalesce(sum(t.final_amount) * 100, 0))::int as expected
     from app.member_cards c left join app.transactions t on t.card_id = c.id and t.tx_type = 'payment' and t.status = 'completed'
     group by c.id`,
    [SEED],
  )
  expect(cards.rows.map(({ found }) => found)).toEqual(cards.rows.map(({ expected }) => expected))
}

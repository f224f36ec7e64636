import type { Page } from '@playwright/test'
import { enrolment } from '../../../sync-server/src/admin/enrol.ts'
import { PLATFORM_ADMIN } from '../../../sync-server/tests/support/test-database.ts'
import { startFront } from './log-support/front.ts'
import { allEntries, connection, drained, expect, queue, test as logTest } from './log-support/log-test.ts'
import { openRealShop, type RealShop, type ScannedCode } from './log-support/real-shop.ts'

const HTML = { headers: { 'content-type': 'text/html' }, body: '<html><body>Please accept the terms</body></html>' }

/** The log's page in front of the real server. */
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
    await device.page.evaluate((code) => globalThis.page.log!.pair(code), shop.pairingCode)
    await use(device.page)
  },
})

const sell = async (page: Page, shop: RealShop, codes: readonly ScannedCode[]) => {
  for (const { code, discount } of codes) {
    // Small enough that all codes of one card together stay within the limit that each carries.
    await page.evaluate(([text, permille, cashierId]) => globalThis.page.charge(text, { amount: 10_00, discount: permille, cashierId }), [
      code,
      discount,
      shop.cashierId,
    ] as const)
  }
}
const attempt = ({ page, shop, code }: { page: Page; shop: RealShop; code: ScannedCode }) =>
  page.evaluate(([text, discount, cashierId]) => globalThis.page.attempt(() => globalThis.page.charge(text, { discount, cashierId })), [
    code.code,
    code.discount,
    shop.cashierId,
  ] as const)
const cutOff = async (page: Page, shop: RealShop) => {
  await shop.server.stop()
  await page.evaluate(() => globalThis.page.log!.sendNow())
  await connection(page, 'offline')
}
const revoke = (shop: RealShop, drainAllowed: boolean) =>
  enrolment(shop.database.admin, PLATFORM_ADMIN).revokeTerminal(shop.terminalId, drainAllowed)
/** Just after the newest sale by the terminal's clock: what it takes for the server's time may be some ten milliseconds off. */
async function revokeAfterLastSale(page: Page, shop: RealShop): Promise<void> {
  await revoke(shop, true)
  const [newest] = await allEntries(page)
  await shop.database.owner.query(`update app.terminals set blocked_at = $2::timestamptz + interval '1 microsecond' where id = $1`, [
    shop.terminalId,
    newest!.body.recordedAt,
  ])
}
const settled = async ({ database, terminalId }: RealShop) => {
  const { rows } = await database.owner.query<{ count: number }>(
    `select count(*)::int as count from app.transactions where terminal_id = $1 and status = 'completed' and tx_type = 'payment'`,
    [terminalId],
  )
  return rows[0]!.count
}
const isRevoked = (page: Page) => page.evaluate(() => globalThis.page.log!.connection.get().revoked)
const sendNow = (page: Page) => page.evaluate(() => globalThis.page.log!.sendNow())

test('a revoked terminal hands over what it recorded before, takes nothing more, and knows it after a restart', async ({
  paired,
  device,
  shop,
}) => {
  const codes = await shop.codes(8)
  await cutOff(paired, shop)
  await sell(paired, shop, codes.slice(0, 5))
  await revokeAfterLastSale(paired, shop)
  // It cannot know yet: this one is recorded after the revocation, and the server declines it.
  await sell(paired, shop, codes.slice(5, 6))
  await shop.server.start()
  await sendNow(paired)
  await drained(paired)
  expect((await allEntries(paired)).map(({ display }) => display)).toEqual(['declined', ...Array.from({ length: 5 }, () => 'paid')])
  expect(await settled(shop)).toBe(5)
  expect(await isRevoked(paired)).toBe(true)
  expect(await attempt({ page: paired, shop, code: codes[6]! })).toMatchObject({ code: 'terminal_revoked' })
  await shop.server.stop()
  await device.stop()
  await device.start()
  expect(await attempt({ page: device.page, shop, code: codes[7]! })).toMatchObject({ code: 'terminal_revoked' })
  expect(await allEntries(device.page)).toHaveLength(6)
})

test('a revoked terminal that may not drain keeps every entry, says why, and can still export them', async ({ paired, shop }) => {
  const codes = await shop.codes(3)
  await cutOff(paired, shop)
  await sell(paired, shop, codes.slice(0, 2))
  await revoke(shop, false)
  await shop.server.start()
  await sendNow(paired)
  await expect.poll(() => isRevoked(paired)).toBe(true)
  expect(await paired.evaluate(() => globalThis.page.log!.connection.get().reason)).toBe('terminal_revoked')
  expect(await queue(paired)).toMatchObject({ depth: 2 })
  expect(await attempt({ page: paired, shop, code: codes[2]! })).toMatchObject({ code: 'terminal_revoked' })
  expect(await paired.evaluate(() => globalThis.page.log!.canUnpair()?.code)).toBe('unsent_entries')
  const { entries, start } = await paired.evaluate(async () => {
    const file = await globalThis.page.log!.exportLog()
    return { entries: file.entries, start: String.fromCodePoint(...file.bytes.slice(0, 21)) }
  })
  expect([entries, start]).toEqual([2, 'age-encryption.org/v1'])
  expect(await settled(shop)).toBe(0)
})

test('a captive portal before the real server loses and doubles nothing, whatever it answers', async ({ paired, front, shop }) => {
  const portals = [
    { kind: 'replace', status: 200, ...HTML },
    { kind: 'replace', status: 302, headers: { location: 'http://portal.example/' }, body: '' },
    { kind: 'replace', status: 511, ...HTML },
  ] as const
  const codes = await shop.codes(portals.length * 2)
  for (const [i, portal] of portals.entries()) {
    front.plan(/\/v1\//, portal, 1000)
    await sell(paired, shop, codes.slice(2 * i, 2 * i + 2))
    await connection(paired, 'offline')
    expect(await paired.evaluate(() => globalThis.page.log!.connection.get().reason)).toBe('captive_portal')
    expect(await queue(paired)).toMatchObject({ depth: 2 })
    front.calm()
    await sendNow(paired)
    await drained(paired)
    expect(await settled(shop)).toBe(2 * (i + 1))
  }
  expect((await allEntries(paired)).map(({ display }) => display)).toEqual(codes.map(() => 'paid'))
})

test('a clock that jumps while offline never sells beyond the shop’s hours, and the server has the last word', async ({ paired, shop }) => {
  const codes = await shop.codes(4)
  await cutOff(paired, shop)
  const jump = (hours: number) =>
    paired.evaluate((ms) => {
      const real = Date.now
      Date.now = () => real.call(Date) + ms
    }, hours * 3_600_000)
  await sell(paired, shop, codes.slice(0, 1))
  await jump(80)
  expect(await attempt({ page: paired, shop, code: codes[1]! })).toMatchObject({ code: 'offline_limit', detail: 'too_long_offline' })
  // Back to where it was is backwards, too: which of the two jumps was the mistake, only a contact can tell.
  await jump(-80)
  expect(await attempt({ page: paired, shop, code: codes[1]! })).toMatchObject({ code: 'clock_unsafe' })
  await jump(-5)
  expect(await attempt({ page: paired, shop, code: codes[1]! })).toMatchObject({ code: 'clock_unsafe' })
  await shop.server.start()
  await sendNow(paired)
  await drained(paired)
  // A contact has measured the clock again.
  expect(await paired.evaluate(() => globalThis.page.log!.clock.get())).toMatchObject({ wentBackwards: false, warn: true })
  await sell(paired, shop, codes.slice(2))
  await drained(paired)
  expect((await allEntries(paired)).map(({ display }) => display)).toEqual(['paid', 'paid', 'paid'])
  expect(await settled(shop)).toBe(3)
})

test('a newer build with another form of the view finds 500 unsent entries again, and every one is settled once', async ({
  paired,
  device,
  shop,
}) => {
  const codes = await shop.codes(500)
  await cutOff(paired, shop)
  await sell(paired, shop, codes)
  // What an older build left: a view whose stored form is not this one's.
  await device.page.evaluate(() => globalThis.page.log!.close())
  await ageView(device.page)
  await device.stop()
  await device.start()
  expect(await queue(device.page)).toMatchObject({ depth: 500 })
  await shop.server.start()
  await sendNow(device.page)
  await drained(device.page, 60_000)
  expect(await settled(shop)).toBe(500)
  const wrong = await shop.database.owner.query('select * from app.verify_ledger()')
  expect(wrong.rows).toEqual([])
})

/** Changes the hash of the schema that RxDB keeps with a collection, as a build with another schema would find it. */
async function ageView(page: Page): Promise<void> {
  const changed = await page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('rxdb-dexie-mps-log'))
    let count = 0
    for (const name of names.filter((each) => each.includes('_rxdb_internal'))) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.addEventListener('success', () => resolve(opening.result))
        opening.addEventListener('error', () => reject(opening.error!))
      })
      const transaction = database.transaction('docs', 'readwrite')
      const cursorRequest = transaction.objectStore('docs').openCursor()
      await new Promise<void>((resolve) => {
        cursorRequest.addEventListener('success', () => {
          const cursor = cursorRequest.result
          if (!cursor) return resolve()
          const doc = cursor.value as { context?: string; data?: { schemaHash?: string } }
          if (doc.context === 'collection' && doc.data?.schemaHash !== undefined) {
            doc.data.schemaHash = 'the hash of an older schema'
            cursor.update(doc)
            count += 1
          }
          return cursor.continue()
        })
      })
      database.close()
    }
    return count
  })
  expect(changed).toBe(1)
}

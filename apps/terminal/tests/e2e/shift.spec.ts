import type { ShiftFigures } from '@mps/shared'
import { expect, type Page, test } from '@playwright/test'
import { violationsOn } from '../../../../tools/accessibility.ts'
import { enrolment } from '../../../sync-server/src/admin/enrol.ts'
import { PLATFORM_ADMIN } from '../../../sync-server/tests/support/test-database.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { zhHant } from '../../src/renderer/i18n/zh-hant.ts'
import { KillableBrowser } from './support/killable-browser.ts'
import { shiftActions } from './support/shift-actions.ts'
import { CASHIER_PIN, type OpenShop, openShop, type Wallet } from './support/shop.ts'
import { pattern, Till, type Words } from './support/till.ts'

// The suite walks a short shift in one language; SHIFT_CHARGES=60 walks the whole of it in both.
const CHARGES = Number(process.env['SHIFT_CHARGES'] ?? 6)
const LANGUAGES: { locale: string; words: Words }[] = [
  { locale: 'zh-TW', words: zhHant },
  { locale: 'en-GB', words: en },
]
const WALKED = process.env['SHIFT_CHARGES'] === undefined ? LANGUAGES.slice(0, 1) : LANGUAGES

/** Above the terminal's own limit for a captured charge to be declined late, with room for a clock. */
const LATE_MS = 125_000
const GENEROUS = { offline_max_per_charge: 5000, offline_max_per_card: 100_000, offline_max_sum: 1_000_000, offline_approval_above: 5000 }
const SECOND_PIN = '4321'
const AMOUNT = 20_00

async function noViolations(page: Page): Promise<void> {
  expect(await violationsOn(page)).toEqual([])
}

async function codesOf(wallets: readonly Wallet[], count: number): Promise<string[]> {
  const codes: string[] = []
  for (let i = 0; i < count; i++) codes.push(await wallets[i % wallets.length]!.code())
  return codes
}

/** Loads the page again after a stop of whatever kind, and signs in where the terminal asks. */
async function backAtWork(till: Till, who: RegExp, pin: string): Promise<void> {
  const person = till.button(who)
  await expect(person.or(till.codePanel)).toBeVisible()
  if (await person.isVisible()) await till.signIn(who, pin)
  await expect(till.codePanel).toBeVisible()
}

async function sellOffline(till: Till, code: string, amount: number): Promise<void> {
  await till.go('charge')
  await till.sell(code, (amount / 100).toFixed(2))
  const yes = till.button(till.words.duplicate.yes)
  const recorded = till.outcome('recorded_not_settled')
  await expect(yes.or(recorded)).toBeVisible()
  if (await yes.isVisible()) await yes.click()
  await expect(recorded).toBeVisible()
  await till.next()
}

/** What the server says of the terminal's only shift. */
async function serverShift(shop: OpenShop): Promise<{ z: ShiftFigures; now: ShiftFigures; counted: number; missing: number }> {
  const { rows } = await shop.database.owner.query<{ report: { z: ShiftFigures; now: ShiftFigures; counted: number; missing: number } }>(
    'select app.shift_report(s) as report from app.shifts s where terminal_id = $1',
    [shop.terminalId],
  )
  expect(rows).toHaveLength(1)
  return rows[0]!.report
}

for (const { locale, words } of WALKED) {
  test(`a shift of ${CHARGES} charges and two cashiers, cut off, killed and back, is right to the cent (${locale})`, async () => {
    test.setTimeout(240_000 + CHARGES * 15_000)
    const shop = await openShop(GENEROUS)
    const browser = await KillableBrowser.start(locale)
    try {
      await enrolment(shop.database.admin, PLATFORM_ADMIN, 4).staff(shop.merchantId, {
        login: `second-${shop.terminalId}`,
        name: 'zoe',
        role: 'cashier',
        pin: SECOND_PIN,
      })
      await walk(shop, browser, words)
    } finally {
      await browser.dispose()
      await shop.close()
    }
  })
}

async function walk(shop: OpenShop, browser: KillableBrowser, words: Words): Promise<void> {
  let till = new Till(await browser.newPage(), words)
  await till.load(shop)
  await till.pair(shop.pairingCode)
  await till.signIn(/^cashier/, CASHIER_PIN)
  await till.page.evaluate(() => navigator.serviceWorker.ready)
  const wallets = await Promise.all(Array.from({ length: Math.ceil(CHARGES / 20) }, () => shop.wallet({ balance: 10_000_00 })))
  const poor = await shop.wallet({ balance: 500_00 })
  const codes = await codesOf(wallets, CHARGES)
  const [spending, first, second] = await codesOf([poor], 3)

  // With the server: a float, change from the bank, and a sale that leaves the poor card 50.00.
  await shiftActions(till).open('1000')
  await shiftActions(till).moveCash('cash_in', '200', 'change')
  await till.go('charge')
  await till.sell(spending!, '450')
  await expect(till.outcome('paid')).toBeVisible()
  await till.next()

  // Without it: first what will be declined, then the shift's sales, by two cashiers, over a reload and a kill.
  await shop.server.stop()
  await sellOffline(till, first!, 60_00)
  await sellOffline(till, second!, 70_00)
  const capturedAtMs = Date.now()
  for (const [i, code] of codes.entries()) {
    if (i === Math.floor(CHARGES / 3)) {
      await till.page.reload()
      await backAtWork(till, /^cashier/, CASHIER_PIN)
    }
    if (i === Math.floor((2 * CHARGES) / 3)) {
      await browser.kill()
      await browser.launch()
      till = new Till(await browser.newPage(), words)
      await till.load(shop)
      await backAtWork(till, /^zoe/, SECOND_PIN)
    }
    await sellOffline(till, code, AMOUNT + i)
  }
  await shiftActions(till).moveCash('cash_out', '100', 'bank')
  await shiftActions(till).openDrawer('a coin was stuck')
  await till.go('shift')
  await noViolations(till.page)

  // Closed without the server: 5.00 too little is within what a cashier may accept.
  await shiftActions(till).close('1095', { note: 'a coin rolled away' })
  await noViolations(till.page)
  const sold = codes.reduce((sum, _, i) => sum + AMOUNT + i, 0)
  await till.button(words.shift.z).click()
  const paper = till.page.getByRole('region', { name: pattern(words.shift.zNumber) })
  await expect(paper).toContainText('1-1')
  await expect(paper).toContainText(words.shift.drawer.openings)
  await noViolations(till.page)
  await till.button(words.common.close).click()
  await till.button(words.common.close).click()

  // Back: everything drains, and the two that the card could not pay are declined late.
  await till.page.waitForTimeout(Math.max(0, LATE_MS - (Date.now() - capturedAtMs)))
  await shop.server.start()
  await till.go('log')
  await till.button(words.log.sendNow).click()
  await expect.poll(async () => (await shop.settled()).length, { timeout: 60_000 }).toBe(CHARGES + 1)
  const none = { count: 0, net: 0 }
  const captured = { count: CHARGES + 2, net: sold + 130_00 }
  const cash = { float: 1000_00, paidIn: 200_00, paidOut: 100_00, sales: 0, recharges: 0, refunds: 0, expected: 1100_00 }
  const others = {
    declined: none,
    voided: none,
    refunds: none,
    recharges: none,
    openRefunds: none,
    openRecharges: none,
    drawerOpenings: 1,
    cash,
  }
  await expect
    .poll(() => serverShift(shop), { timeout: 30_000 })
    .toEqual(
      expect.objectContaining({
        missing: 0,
        counted: 1095_00,
        z: { settled: { count: 1, gross: 450_00, net: 450_00 }, unsettled: captured, lateDeclined: none, ...others },
        now: {
          settled: { count: CHARGES + 1, gross: 450_00 + sold, net: 450_00 + sold },
          unsettled: none,
          lateDeclined: { count: 2, net: 130_00 },
          ...others,
        },
      }),
    )

  // The terminal says the same, names no difference, and prints the supplement.
  await till.go('shift')
  await till.button(pattern(words.shift.show)).click()
  await expect(till.page.getByText(words.totals.agrees)).toBeVisible({ timeout: 30_000 })
  await expect(till.page.getByText(words.shift.leftNothing)).toBeVisible()
  const since = till.page.getByRole('region', { name: words.shift.supplement })
  await expect(since).toContainText(`(+${CHARGES})`)
  await expect(since).toContainText('(+2)')
  await expect(since).toContainText('130.00')
  await noViolations(till.page)
  await till.button(words.shift.supplementShow).click()
  await expect(till.page.getByRole('region', { name: pattern(words.shift.supplementTo) })).toContainText('130.00')
  const { rows: opened } = await shop.database.owner.query(`select reason from app.cash_movements where kind = 'drawer_open'`)
  expect(opened).toEqual([{ reason: 'a coin was stuck' }])
  const { rows } = await shop.database.owner.query('select (final_amount * 100)::int as final from app.late_declines order by final_amount')
  expect(rows).toEqual([{ final: 60_00 }, { final: 70_00 }])
  expect((await shop.database.owner.query('select * from app.verify_ledger()')).rows).toEqual([])
}

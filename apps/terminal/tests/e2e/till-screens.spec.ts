import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { violationsOn } from '../../../../tools/accessibility.ts'
import { chromiumLaunchOptions } from '../../../../tools/chromium.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { zhHant } from '../../src/renderer/i18n/zh-hant.ts'
import { keyboardOnly } from './support/keyboard.ts'
import { ARE_TAKEN, takePictures } from './support/pictures.ts'
import { shiftActions } from './support/shift-actions.ts'
import { MANAGER_PIN, type OpenShop, openShop } from './support/shop.ts'
import { stillCameraFlags } from './support/still-camera.ts'
import { pattern, Till, type Words } from './support/till.ts'

// The suite looks at each screen once. SCREENSHOTS=<folder> makes the pictures: both languages, a small till and a large one, every theme.
const LANGUAGES: { locale: string; words: Words }[] = [
  { locale: 'zh-TW', words: zhHant },
  { locale: 'en-GB', words: en },
]
const SIZES = [
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
]
const LOOKS = LANGUAGES.flatMap((language) => SIZES.map((size) => ({ ...language, size }))).slice(0, ARE_TAKEN ? 4 : 1)
test.use({ launchOptions: chromiumLaunchOptions(stillCameraFlags()) })

for (const { locale, words, size } of LOOKS) {
  const name = `${locale}-${size.width}`
  test.describe(name, () => {
    test.use({ locale, viewport: size })
    let shop: OpenShop
    test.beforeEach(async () => {
      shop = await openShop()
    })
    test.afterEach(() => shop.close())

    test('every screen of the till fits and reads well', async ({ page }) => {
      test.slow()
      await visit(page, words, shop, (screen) => inspect(page, `${name}-${screen}`))
    })
  })
}

/** Accessible, nothing beside the screen, and no button too small for a finger. */
async function inspect(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await takePictures(page, name)
  expect([name, await violationsOn(page)]).toEqual([name, []])
  const faults = await page.evaluate(() => {
    const small = [...document.querySelectorAll('button, input, select, .segments label')].filter((element) => {
      const { width, height } = element.getBoundingClientRect()
      return width > 0 && height > 0 && (width < 44 || height < 44) && !element.closest('.segments label')?.querySelector(':scope > input')
    })
    // What a finger aims at must be what it meets: nothing lies over a button, and no dialog cuts one off.
    const dialog = [...document.querySelectorAll('dialog[open]')].at(-1)
    const covered = [...(dialog ?? document).querySelectorAll('button:enabled')].filter((element) => {
      const { left, top, width, height } = element.getBoundingClientRect()
      const met = document.elementFromPoint(left + width / 2, top + height / 2)
      return width > 0 && met !== null && !element.contains(met) && !element.closest('[inert]')
    })
    const { scrollWidth } = document.documentElement
    const dialogOver = dialog ? dialog.scrollWidth - dialog.clientWidth : 0
    const named = (elements: Element[]) => elements.map((element) => element.outerHTML.slice(0, 120))
    return { small: named(small), covered: named(covered), over: scrollWidth - window.innerWidth, dialogOver }
  })
  expect(faults, name).toEqual({ small: [], covered: [], over: 0, dialogOver: 0 })
}

async function visit(page: Page, words: Words, shop: OpenShop, look: (screen: string) => Promise<void>): Promise<void> {
  const till = new Till(page, words)
  await till.load(shop)
  await till.pair(shop.pairingCode)
  await till.signIn(/^cashier/, '1234')
  await expect(till.codePanel).toBeVisible()
  const actions = shiftActions(till)
  const wallet = await shop.wallet({ cardType: 'corporate', balance: 5000_00 })

  await till.go('shift')
  await look('20-no-shift')
  await till.button(words.shift.open).click()
  await look('21-open-shift')
  await till.button(words.common.cancel).click()
  await actions.open('2000')
  await till.go('charge')
  for (const amount of ['1280.5', '640', '99.9']) {
    await till.sell(await wallet.code(), amount)
    await expect(till.outcome('paid')).toBeVisible()
    if (amount === '99.9') await look('22-paid')
    await till.next()
  }
  await till.paste(await wallet.code())
  await till.button(words.recharge.open).click()
  await look('23-recharge')
  await actions.dialog().getByLabel(words.recharge.amount).fill('500')
  await actions.dialog().getByRole('button', { name: words.recharge.submit }).click()
  await page.getByLabel(pattern(words.pin.label)).fill(MANAGER_PIN)
  await look('24-server-approval')
  await till.button(words.approval.approve).click()
  await expect(till.outcome('done')).toBeVisible()
  await look('25-recharged')
  await till.button(words.common.close).click()
  await actions.moveCash('cash_out', '50', 'stamps')
  await expect(page.getByRole('region', { name: words.shift.cash.title })).toContainText('2,450.00')
  await look('26-shift')
  await till.go('shift')
  await till.button(words.shift.drawer.open).click()
  await look('26-drawer')
  await till.button(words.common.cancel).click()
  await till.button(words.shift.x).click()
  await look('27-x-report')
  await till.button(words.common.close).click()
  await till.go('transactions')
  await expect(page.getByRole('row')).toHaveCount(5)
  await look('28-receipts')
  await till.button(pattern(words.refund.title)).first().click()
  await look('29-refund')
  await till.button(words.common.cancel).click()
  await till.button(words.receipt.open).nth(1).click()
  await look('30-receipt')
  await till.button(words.common.close).click()
  await till.go('totals')
  await expect(page.getByRole('region', { name: words.day.byHour })).toBeVisible()
  await expect(page.getByText(words.totals.agrees)).toBeVisible()
  await look('31-day')
  await takeTheDayAlong(till, look)
  await till.go('shift')
  await till.button(words.shift.close).click()
  await look('32-count')
  await till.button(words.common.cancel).click()
  await actions.close('2000', { note: 'not found', isApproved: true })
  await expect(page.getByText(words.totals.agrees)).toBeVisible()
  await look('33-closed')
  await till.button(words.shift.z).click()
  await look('34-z-report')
  await till.button(words.common.close).click()
  await till.button(words.common.close).click()
  await look('35-earlier-shifts')
  await closeAsManager(till, shop)
  await till.go('settings')
  await look('36-settings')
  await till.button(words.training.enter).click()
  await till.go('charge')
  await till.button(words.training.card).click()
  await till.type('80')
  await till.chargeButton.click()
  await expect(till.outcome('paid')).toBeVisible()
  await look('37-training')
  await till.button(words.receipt.open).click()
  await expect(actions.dialog()).toContainText(words.receipt.training)
  await look('38-training-receipt')
  await till.button(words.common.close).click()
  await till.next()
  await typeInTheLesson(till, shop)
  await till.button(words.training.leave).click()
  // Nothing of the lesson is left: not in the log, not in the day, not at the server.
  await till.go('totals')
  await expect(page.getByText(words.totals.agrees)).toBeVisible()
  expect(await shop.settled()).toHaveLength(3)
  await till.go('settings')
  await page.getByRole('radio', { name: words.settings.themes.contrast }).check({ force: true })
  await till.go('charge')
  await look('39-high-contrast')
}

/** The lesson takes any digits for a code: a real card is neither asked for nor charged. */
async function typeInTheLesson(till: Till, shop: OpenShop): Promise<void> {
  const { page, words } = till
  const { cardNo } = await shop.wallet()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await till.button(words.typing.open).click()
  const hands = keyboardOnly(page)
  await hands.type(`${cardNo}12345678`)
  await hands.press('Enter')
  await till.type('30')
  await till.chargeButton.click()
  await expect(till.outcome('paid')).toBeVisible()
  await till.next()
  expect(asked.filter((path) => /entries|typed-codes/.test(path))).toEqual([])
}

/** The day as a file and on paper; for want of a printer, what the system's print dialog would have been given is read. */
async function takeTheDayAlong({ page, words }: Till, look: (screen: string) => Promise<void>): Promise<void> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: words.day.save }).click()])
  expect(download.suggestedFilename()).toMatch(/^day-\d{4}-\d\d-\d\d\.csv$/)
  const csv = await readFile(await download.path(), 'utf8')
  expect(csv.startsWith('\ufeff')).toBe(true)
  expect(csv).toContain(`,${words.totals.settled},3,1717.35\r\n`)
  expect(csv).toContain(`${words.day.byMethod},${words.method.balance},3,1717.35\r\n`)

  await page.getByRole('button', { name: words.receipt.print, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await look('31-day-report')
  await page.evaluate(() => {
    window.print = () => (document.documentElement.dataset['printed'] = document.querySelector('.print-sheet')?.textContent ?? '')
  })
  await dialog.getByRole('button', { name: words.receipt.print, exact: true }).click()
  await expect(dialog).toContainText(words.receipt.printed)
  const printed = await page.evaluate(() => document.documentElement.dataset['printed'])
  for (const part of ['1,717.35', words.day.byHour, words.day.byCashier, words.method.balance]) expect(printed).toContain(part)
  await dialog.getByRole('button', { name: words.common.close }).click()
}

/** A manager who is signed in closes like anybody else: above the limit it is the PIN that takes responsibility, not the chair. */
async function closeAsManager(till: Till, shop: OpenShop): Promise<void> {
  const actions = shiftActions(till)
  await till.button(till.words.signIn.lock).click()
  await till.signIn(/^manager/, MANAGER_PIN)
  await actions.open('500')
  await actions.close('300', { note: 'taken to the bank', isApproved: true })
  await till.button(till.words.common.close).click()
  await actions.open('100')
  await actions.close('100')
  await till.button(till.words.common.close).click()
  const closed = `select c.role as closed, a.role as approved from app.shifts s
    join app.merchant_users c on c.user_id = s.closed_by left join app.merchant_users a on a.user_id = s.approved_by order by s.z_no`
  await expect
    .poll(async () => (await shop.database.owner.query(closed)).rows)
    .toEqual([
      { closed: 'cashier', approved: 'manager' },
      { closed: 'manager', approved: 'manager' },
      { closed: 'manager', approved: null },
    ])
}

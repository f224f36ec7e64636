import { expect, type Page, test } from '@playwright/test'
import { type Judged, violationsOn } from '../../../../tools/accessibility.ts'
import { chromiumLaunchOptions } from '../../../../tools/chromium.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { zhHant } from '../../src/renderer/i18n/zh-hant.ts'
import { ARE_TAKEN, takePictures } from './support/pictures.ts'
import { MANAGER_PIN, type OpenShop, openShop } from './support/shop.ts'
import { stillCameraFlags } from './support/still-camera.ts'
import { pattern, Till, type Words } from './support/till.ts'

test.use({ viewport: { width: 1024, height: 768 }, launchOptions: chromiumLaunchOptions(stillCameraFlags()) })

// Small enough that one sale stays within the offline limits, one needs a manager, and one is above them.
const POLICY = { offline_approval_above: 200, offline_max_per_charge: 400, offline_max_per_card: 900, offline_max_sum: 900 }

type Look = { scheme: 'light' | 'dark'; judged: Judged }
// Structure does not depend on the scheme, nor colours on the language: each is judged once, for judging them is what takes the time.
const LANGUAGES: { locale: string; words: Words; looks: Look[] }[] = [
  {
    locale: 'en-GB',
    words: en,
    looks: [
      { scheme: 'dark', judged: 'colours' },
      { scheme: 'light', judged: 'all' },
    ],
  },
  { locale: 'zh-TW', words: zhHant, looks: [{ scheme: 'light', judged: 'structure' }] },
]

// The suite looks at the smallest till; SCREENSHOTS=<folder> takes pictures of a large one, too.
const SIZES = [
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
].slice(0, ARE_TAKEN ? 2 : 1)

for (const { locale, words, looks, size } of LANGUAGES.flatMap((language) => SIZES.map((each) => ({ ...language, size: each })))) {
  const name = `${locale}-${size.width}`
  test.describe(name, () => {
    test.use({ locale, viewport: size })
    let shop: OpenShop
    test.beforeEach(async () => {
      shop = await openShop(POLICY)
    })
    test.afterEach(() => shop.close())

    test.describe.configure({ mode: 'parallel' })

    test('every screen fits a small till and reads well, light and dark', async ({ page }) => {
      test.slow()
      await visitEveryScreen(new Till(page, words), shop, (screen) => inspect(page, `${name}-${screen}`, looks))
    })
  })
}

/** Looks at the screen in its schemes: accessible, and nothing wider or higher than the till, nor than the table's frame. */
async function inspect(page: Page, name: string, looks: Look[]): Promise<void> {
  await takePictures(page, name)
  for (const { scheme, judged } of looks) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    expect([name, scheme, await violationsOn(page, judged)]).toEqual([name, scheme, []])
  }
  const overflow = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement
    const table = document.querySelector('.table-scroll')
    return {
      width: scrollWidth - window.innerWidth,
      height: scrollHeight - window.innerHeight,
      table: table ? table.scrollWidth - table.clientWidth : 0,
    }
  })
  expect([name, overflow]).toEqual([name, { width: 0, height: 0, table: 0 }])
}

type Show = (name: string) => Promise<void>

async function visitEveryScreen(till: Till, shop: OpenShop, look: Show): Promise<void> {
  await visitEntrance(till, shop, look)
  await visitOnlineSales(till, shop, look)
  await visitOfflineSales(till, shop, look)
  await visitOffice(till, look)
  await visitTotals(till, shop, look)
}

async function visitEntrance(till: Till, shop: OpenShop, look: Show): Promise<void> {
  const { page, words } = till
  await till.load(shop)
  await expect(page.getByLabel(words.pairing.code)).toBeVisible()
  await look('01-pairing')
  await till.pair(shop.pairingCode)
  await expect(till.button(/^cashier/)).toBeVisible()
  await look('02-sign-in')
  await till.button(/^cashier/).click()
  await page.getByLabel(pattern(words.pin.label)).fill('0000')
  await till.button(words.signIn.submit).click()
  await expect(page.getByRole('alert')).toContainText('4')
  await look('03-pin-wrong')
  await page.getByLabel(pattern(words.pin.label)).fill('1234')
  await till.button(words.signIn.submit).click()
  await expect(till.codePanel).toBeVisible()
  await look('04-charge-empty')
}

async function visitOnlineSales(till: Till, shop: OpenShop, look: Show): Promise<void> {
  const { page, words } = till
  const wallet = await shop.wallet({ cardType: 'corporate', balance: 2000_00 })
  await till.button(words.paste.open).click()
  await look('05-paste')
  await till.button(words.common.cancel).click()
  await till.button(words.typing.open).click()
  await look('05-typing')
  await till.button(words.common.cancel).click()
  await till.paste('https://example.com/a-poster')
  await expect(till.codePanel).toContainText(words.fault.code_not_recognised.title)
  await look('06-refused-code')
  await till.paste(await wallet.code())
  await till.type('1280.5')
  await look('07-ready-to-charge')
  await till.chargeButton.click()
  await expect(till.outcome('paid')).toBeVisible()
  await look('08-paid')
  await till.next()
  await till.sell(await wallet.code(), '1280.5')
  await expect(page.getByRole('dialog')).toBeVisible()
  await look('09-duplicate')
  await till.button(words.duplicate.yes).click()
  await expect(till.outcome('declined')).toBeVisible()
  await look('10-declined')
  await till.next()
}

async function visitOfflineSales(till: Till, shop: OpenShop, look: Show): Promise<void> {
  const { page, words } = till
  const wallets = await Promise.all([shop.wallet(), shop.wallet(), shop.wallet()])
  const codes = await Promise.all(wallets.map((wallet) => wallet.code()))
  await till.sellAsServerDies(shop, codes[0]!, '500')
  await expect(till.outcome('waiting')).toBeVisible({ timeout: 20_000 })
  await look('11-waiting')
  await till.tap(words.outcome.void)
  await expect(till.outcome('voiding')).toBeVisible()
  await look('12-void-recorded')
  await till.next()
  await till.sell(codes[1]!, '90')
  await expect(till.outcome('recorded_not_settled')).toBeVisible()
  await look('13-recorded')
  await till.next()
  await till.paste(codes[2]!)
  await till.type('250')
  await look('14-offline-ready')
  await till.chargeButton.click()
  await expect(page.getByRole('dialog', { name: words.approval.title })).toBeVisible()
  await look('15-approval')
  await page.getByLabel(pattern(words.pin.label)).fill(MANAGER_PIN)
  await till.button(words.approval.approve).click()
  await expect(till.outcome('recorded_not_settled')).toBeVisible()
  await page.reload()
  await expect(page.getByText(pattern(words.recovery.words))).toBeVisible()
  await look('16-recovery')
  await till.tap(words.outcome.noted)
}

async function visitOffice(till: Till, look: Show): Promise<void> {
  const { page, words } = till
  await till.go('log')
  await expect(page.getByRole('table')).toBeVisible()
  await look('17-log')
  await page.getByRole('row').filter({ hasText: words.display.recorded_not_settled }).first().getByRole('button').click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await look('18-entry')
  await till.button(words.outcome.void).click()
  await look('19-void-reason')
  await till.button(words.common.cancel).click()
  await till.button(words.common.close).click()
  await till.go('settings')
  await look('20-settings')
}

async function visitTotals(till: Till, shop: OpenShop, look: Show): Promise<void> {
  const { page, words } = till
  await till.go('totals')
  await expect(page.getByText(words.totals.noServer)).toBeVisible()
  await look('21-totals-offline')
  await shop.server.start()
  await till.go('log')
  await till.button(words.log.sendNow).click()
  await till.go('totals')
  await expect(page.getByText(words.totals.agrees)).toBeVisible({ timeout: 30_000 })
  await look('22-totals')
}

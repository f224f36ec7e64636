import { join } from 'node:path'
import { expect, type Page, test, type TestInfo } from '@playwright/test'
import { type Judged, violationsOn } from '../../../../tools/accessibility.ts'
import { en } from '../../src/i18n/en.ts'
import { zhHant } from '../../src/i18n/zh-hant.ts'
import { Phone } from './phone.ts'
import { aFamily, type Family } from './family.ts'
import { openWalletSite, type WalletSite } from './wallet-site.ts'

/**
 * Every screen in both languages, light and dark, on a small phone and on a desk: accessible, nothing wider than the screen, nothing too small to
 * touch. `WALLET_SHOTS=folder playwright test apps/wallet/tests/e2e/screens.spec.ts` keeps the pictures.
 */

const PHONE = { width: 360, height: 740 }
const DESK = { width: 1280, height: 860 }
type Look = { scheme: 'light' | 'dark'; judged: Judged }
// Structure does not depend on the scheme, nor colours on the language: each is judged once, for judging them is what takes the time.
const PASSES: { name: string; locale: string; words: Phone['words']; looks: Look[] }[] = [
  {
    name: 'en',
    locale: 'en-GB',
    words: en,
    looks: [
      { scheme: 'dark', judged: 'colours' },
      { scheme: 'light', judged: 'all' },
    ],
  },
  { name: 'zh-Hant', locale: 'zh-TW', words: zhHant, looks: [{ scheme: 'light', judged: 'structure' }] },
]

let site: WalletSite
let family: Family
test.beforeAll(async () => {
  site = await openWalletSite()
  family = await aFamily(site)
})
test.afterAll(() => site.close())

for (const { name: language, locale, words, looks } of PASSES) {
  test.describe(`in ${language}`, () => {
    test.use({ locale, viewport: PHONE })

    test('every screen reads well, fits, and can be touched', async ({ page }, testInfo) => {
      const look = (name: string) => inspect(page, testInfo, `${name}-${language}`, looks)
      await visitEveryScreen(new Phone(page, site, words), look)
    })
  })
}

async function visitEveryScreen(phone: Phone, look: (name: string) => Promise<void>): Promise<void> {
  const { page, words } = phone
  await phone.open()
  await expect(phone.heading(words.session.title)).toBeVisible()
  await look('sign-in')
  await phone.signIn(family.member)
  await expect(page.getByText(words.transactions.recent)).toBeVisible()
  await look('cards')
  await phone.openCard(family.card)
  await expect(phone.qr).toBeVisible()
  await look('card')
  await page.context().setOffline(true)
  await expect(page.getByText(words.code.offline_chip)).toBeVisible()
  await look('card-offline')
  await page.context().setOffline(false)
  await expect(page.getByText(words.code.offline_chip)).toBeHidden()
  await page.getByRole('link', { name: words.cards.action_manage }).click()
  await expect(phone.heading(words.manage.title)).toBeVisible()
  await look('manage')
  await page.getByRole('button', { name: words.manage.lost_hint }).click()
  await look('lost-dialog')
  await phone.button(words.common.cancel).click()
  await page.getByRole('link', { name: words.people.hint }).click()
  await page.getByRole('button', { name: /^Chen Wei/ }).click()
  await look('person-dialog')
  await phone.button(words.common.cancel).click()
  await look('people')
  await phone.openCard(family.card)
  await page.getByRole('link', { name: words.cards.action_top_up, exact: true }).click()
  await expect(phone.heading(words.recharge.title)).toBeVisible()
  await look('top-up')
  await phone.button(words.recharge.submit).click()
  await expect(phone.button(words.recharge.cancel)).toBeVisible()
  await look('top-up-pending')
  await phone.button(words.recharge.cancel).click()
  await phone.openCard(family.frozen)
  await expect(page.getByText(words.code.blocked_frozen)).toBeVisible()
  await look('card-frozen')
  await phone.tab('activity')
  await expect(phone.button(words.transactions.more)).toBeVisible()
  await look('activity')
  await page.locator('.transaction').first().click()
  await expect(page.getByText(words.fact.number)).toBeVisible()
  await look('transaction')
  await phone.tab('cards')
  await page.locator('.debt-note').click()
  await expect(phone.heading(words.debts.title)).toBeVisible()
  await look('debts')
  await phone.open('#/add-card')
  await expect(phone.heading(words.bind.title)).toBeVisible()
  await look('add-card')
  await phone.tab('settings')
  await expect(phone.heading(words.settings.title)).toBeVisible()
  await look('settings')
  await page.getByRole('link', { name: words.password.title }).click()
  await expect(phone.heading(words.password.title)).toBeVisible()
  await look('password')
  await phone.tab('settings')
  await page.getByRole('link', { name: words.sessions.title }).click()
  await expect(page.getByText(words.sessions.this)).toBeVisible()
  await look('sessions')
}

async function inspect(page: Page, testInfo: TestInfo, name: string, looks: Look[]): Promise<void> {
  for (const { scheme, judged } of looks) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await picture(page, testInfo, `${name}-${scheme}`)
    expect([name, scheme, await violationsOn(page, judged)]).toEqual([name, scheme, []])
  }
  expect([name, await tooSmall(page)]).toEqual([name, []])
  expect([name, await overflow(page)]).toEqual([name, 0])
  await page.setViewportSize(DESK)
  await picture(page, testInfo, `${name}-desk`)
  expect([name, await overflow(page)]).toEqual([name, 0])
  await page.setViewportSize(PHONE)
}

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** What can be touched and is lower or narrower than 44 pixels. An input inside a label is as large as the label. */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('a, button, input, select, summary')]
      .map((element) => element.closest('label') ?? element)
      .filter((element) => element.checkVisibility())
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect()
        return width < 43.5 || height < 43.5
      })
      .map((element) => element.outerHTML),
  )
}

async function picture(page: Page, testInfo: TestInfo, name: string): Promise<void> {
  const folder = process.env['WALLET_SHOTS']
  const path = folder === undefined ? testInfo.outputPath(`${name}.png`) : join(folder, `${name}.png`)
  // A whole page only for people: the suite needs no pictures of it.
  if (folder !== undefined) await page.screenshot({ path, fullPage: !name.includes('dialog') })
}

import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { enrolment } from '../../../sync-server/src/admin/enrol.ts'
import { aCard, aMember, type Member } from '../../../sync-server/tests/support/builders.ts'
import { PLATFORM_ADMIN } from '../../../sync-server/tests/support/test-database.ts'
import { openWalletSite, type WalletSite } from './wallet-site.ts'

/** What the tests look for, as each language says it. */
const LANGUAGES = {
  en: { locale: 'en-GB', sign_in: 'Sign in', cards: 'Your cards', code: 'Payment code', activity: 'Recent activity', lang: 'en' },
  'zh-TW': { locale: 'zh-TW', sign_in: '登入', cards: '我的卡片', code: '付款碼', activity: '最近交易', lang: 'zh-TW' },
} as const

let site: WalletSite
let member: Member

test.beforeAll(async () => {
  site = await openWalletSite()
  member = await aMember(site.database, { name: 'Lin Mei-Hua' })
  const other = await aMember(site.database)
  const enrol = enrolment(site.database.admin, PLATFORM_ADMIN)
  await aCard(site.database, { ownerId: member.memberId, balance: 1280_50 })
  await aCard(site.database, { ownerId: member.memberId, cardType: 'voucher', balance: 300_00 })
  const shared = await aCard(site.database, { ownerId: other.memberId, cardType: 'corporate', balance: 9_999_999_99 })
  await enrol.bind(shared.cardId, member.memberId, 'viewer')
  const lost = await aCard(site.database, { ownerId: member.memberId, cardType: 'prepaid' })
  await site.database.owner.query(`update app.member_cards set status = 'lost', blocked_at = clock_timestamp() where id = $1`, [
    lost.cardId,
  ])
})
test.afterAll(() => site.close())

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => ({ id, html: nodes.map((node) => node.html) }))).toEqual([])
}

async function expectFits(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
}

for (const [language, words] of Object.entries(LANGUAGES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`in ${language}, ${colorScheme}`, () => {
      test.use({ locale: words.locale, colorScheme, viewport: { width: 360, height: 740 } })

      test('every screen passes axe and fits a phone', async ({ page }) => {
        await page.goto(`${site.server.url}/wallet/`)
        await expect(page.locator('html')).toHaveAttribute('lang', words.lang)
        await checkScreen(page)
        await page.locator('#login').fill(member.memberNo)
        await page.locator('#password').fill('wrong')
        await page.getByRole('button', { name: words.sign_in }).click()
        await expect(page.getByRole('alert')).toBeVisible()
        await checkScreen(page)
        await page.locator('#password').fill(member.password)
        await page.getByRole('button', { name: words.sign_in }).click()
        await expect(page.getByRole('heading', { name: words.cards })).toBeVisible()
        await checkScreen(page)
        await page.locator('.card-link').first().click()
        await expect(page.getByRole('img', { name: words.code })).toBeVisible()
        await expect(page.getByRole('heading', { name: words.activity })).toBeVisible()
        await checkScreen(page)
        await page.goBack()
        await page.locator('.card-link').last().click()
        await expect(page.locator('.note')).toBeVisible()
        await checkScreen(page)
      })
    })
  }
}

async function checkScreen(page: Page): Promise<void> {
  await expectAccessible(page)
  await expectFits(page)
}

test('a narrow phone and a wide screen both fit', async ({ page }) => {
  await page.goto(`${site.server.url}/wallet/`)
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 740 })
    await expectFits(page)
  }
})

test('the language can be changed, and stays changed', async ({ page }) => {
  await page.goto(`${site.server.url}/wallet/`)
  await page.getByRole('button', { name: '繁體中文' }).click()
  await expect(page.getByRole('heading', { name: '登入' })).toBeVisible()
  await expect(page).toHaveTitle('MPS 錢包')
  await page.reload()
  await expect(page.getByRole('heading', { name: '登入' })).toBeVisible()
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

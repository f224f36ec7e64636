import { paymentCodeHash } from '@mps/shared'
import { expect, test } from '@playwright/test'
import { aCard, aMember, type Card, type Member } from '../../../sync-server/tests/support/builders.ts'
import { aShop, cardRow, type Shop } from '../../../sync-server/tests/support/shop.ts'
import { en } from '../../src/i18n/en.ts'
import { zhHant } from '../../src/i18n/zh-hant.ts'
import { said } from './said.ts'
import { Phone, type Words } from './phone.ts'
import { storedText } from './stored-text.ts'
import { openWalletSite, type WalletSite } from './wallet-site.ts'

/** The main walks, in both languages: pay, hear of it, look it up, top up, freeze. */

let site: WalletSite
let shop: Shop
let member: Member
let card: Card

test.use({ viewport: { width: 360, height: 740 } })
test.beforeAll(async () => {
  site = await openWalletSite()
  shop = await aShop(site.database, site.server)
})
test.afterAll(() => site.close())
test.beforeEach(async () => {
  member = await aMember(site.database, { name: 'Lin Mei-Hua' })
  card = await aCard(site.database, { ownerId: member.memberId, balance: 1000_00 })
})

async function chargeAtTill(code: string, amount: number): Promise<Record<string, unknown>> {
  const charge = await shop.till.charge({ code, codeHash: await paymentCodeHash(code), discount: 1000 }, { amount })
  const [outcome] = await shop.till.send(site.server, [charge], { live: true })
  return outcome!
}

const LANGUAGES: { locale: string; words: Words; dollar: string }[] = [
  { locale: 'en-GB', words: en, dollar: 'NT$' },
  { locale: 'zh-TW', words: zhHant, dollar: '$' },
]
for (const { locale, words, dollar } of LANGUAGES) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale })

    test('a member pays at a till, hears of it with the new balance, and looks it up', async ({ page }) => {
      const phone = new Phone(page, site, words)
      const notice = page.locator('.notice')
      const dismiss = () => notice.getByRole('button', { name: words.notice.dismiss }).click()
      await phone.signIn(member)
      await phone.openCard(card)
      const code = await phone.code()
      const box = await phone.qr.boundingBox()
      expect(box?.width).toBeGreaterThanOrEqual(280)
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(740 - 64)
      expect(await page.content()).not.toContain(code.slice(5, 60))

      // What is read out to a till whose camera reads nothing names the same code.
      await page.getByText(words.code.spoken, { exact: true }).click()
      const [cardNo, digits] = (await page.locator('.spoken-code dd').allInnerTexts()).map((number) => number.replaceAll(' ', ''))
      const token = await shop.device.token()
      const typed = await site.server.call('/v1/terminal/typed-codes', { token, body: { cardNo, digits } })
      expect(typed.body).toMatchObject({ codeHash: await paymentCodeHash(code) })

      expect(await chargeAtTill(code, 128_50)).toMatchObject({ state: 'settled', final: 128_50 })
      await expect(notice).toContainText(said(words.notice.payment, { amount: `${dollar}128.50` }), { timeout: 5_000 })
      await expect(notice).toContainText(said(words.notice.balance, { amount: `${dollar}871.50` }))
      // The reserve is there at once, and the spent code is good for nothing.
      const next = await phone.codeAfter(code)
      expect(await cardRow(site.database.owner, card.cardId)).toMatchObject({ balance: 871_50, points: 128 })
      await dismiss()
      expect(await chargeAtTill(next, 1000_00)).toMatchObject({ state: 'declined', code: 'insufficient_balance' })
      await expect(notice).toContainText(words.decline.insufficient_balance)
      expect(await phone.code()).toBe(next)
      await notice.getByRole('link', { name: words.notice.details }).click()
      await expect(page.getByText(words.transactions.nothing_taken)).toBeVisible()

      // Charged while the wallet is closed: told at the next opening, once.
      await page.goto('about:blank')
      await chargeAtTill(next, 42_00)
      await phone.open()
      await expect(notice).toContainText(said(words.notice.payment, { amount: `${dollar}42` }))
      await page.reload()
      await expect(page.getByText(`-${dollar}42`)).toBeVisible()
      await expect(notice).toHaveCount(0)
      await phone.tab('activity')
      await expect(page.locator('.transaction')).toHaveCount(4)
      await page
        .locator('.transaction')
        .filter({ hasText: `-${dollar}128.50` })
        .click()
      await expect(page.getByText(words.fact.you, { exact: true })).toBeVisible()
    })

    test('a member tops a card up, freezes it, and pays with it again', async ({ page, context }) => {
      const phone = new Phone(page, site, words)
      await phone.signIn(member)
      await phone.openCard(card)
      await page.getByRole('link', { name: words.cards.action_top_up, exact: true }).click()
      await page.getByRole('button', { name: `${dollar}2,000` }).click()
      await phone.button(words.recharge.submit).click()
      const [provider] = await Promise.all([
        context.waitForEvent('page'),
        page.getByRole('link', { name: said(words.recharge.pay, { amount: `${dollar}2,000` }) }).click(),
      ])
      await provider.getByRole('button', { name: 'Pay', exact: true }).click()
      await expect(page.getByRole('heading', { name: said(words.recharge_state.completed, { amount: `${dollar}2,000` }) })).toBeVisible()
      await page.getByRole('link', { name: words.recharge.to_card }).click()
      await expect(page.locator('.card-strip')).toContainText(`${dollar}3,000`)
      await phone.code()

      await page.getByRole('link', { name: words.cards.action_manage }).click()
      await page.getByRole('button', { name: words.manage.freeze_hint }).click()
      await phone.button(words.manage.freeze_confirm).click()
      await expect(page.getByRole('button', { name: words.manage.unfreeze_hint })).toBeVisible()
      expect(await storedText(page)).not.toContain('MPS1:')
      await phone.openCard(card)
      await expect(page.getByText(words.code.blocked_frozen)).toBeVisible()
      await page.getByRole('link', { name: words.cards.action_manage }).click()
      await page.getByRole('button', { name: words.manage.unfreeze_hint }).click()
      await phone.button(words.manage.unfreeze_confirm).click()
      await phone.openCard(card)
      expect(await chargeAtTill(await phone.code(), 3000_00)).toMatchObject({ state: 'settled' })
      await expect(page.locator('.card-strip')).toContainText(`${dollar}0`)
    })
  })
}

import { expect, test } from '@playwright/test'
import { CASHIER_PIN, type OpenShop, openShop } from './support/shop.ts'
import { Till } from './support/till.ts'

let shop: OpenShop
test.beforeEach(async () => {
  shop = await openShop()
})
test.afterEach(() => shop.close())

test('a terminal starts, signs in and charges while the server is away, and settles when it is back', async ({ page }) => {
  const wallet = await shop.wallet()
  const code = await wallet.code()
  const till = await Till.open(page, shop)
  await expect(till.codePanel).toBeVisible()
  await page.evaluate(() => navigator.serviceWorker.ready)
  await till.button(till.words.signIn.lock).click()
  await shop.server.kill()

  await page.reload()
  await till.signIn(/^cashier/, CASHIER_PIN)
  await till.sell(code, '80')
  await expect(till.outcome('recorded_not_settled')).toBeVisible()
  await till.next()

  await shop.server.start()
  await till.go('log')
  await till.button(till.words.log.sendNow).click()
  await expect(page.getByRole('row').filter({ hasText: 'Charge' })).toContainText('Paid')
})

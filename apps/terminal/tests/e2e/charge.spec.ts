import { expect, test } from '@playwright/test'
import { type OpenShop, openShop } from './support/shop.ts'
import { Till } from './support/till.ts'

let shop: OpenShop
test.beforeEach(async () => {
  shop = await openShop()
})
test.afterEach(() => shop.close())

test('a cashier pairs, signs in and charges a member', async ({ page }) => {
  const wallet = await shop.wallet()
  const till = await Till.open(page, shop)
  await till.paste(await wallet.code())
  await expect(till.codePanel).toContainText(wallet.cardNo.slice(-4))
  await till.type('120.5')
  await expect(till.chargeButton).toHaveText('Charge TWD 120.50')
  await till.chargeButton.click()
  await expect(till.outcome('paid')).toBeVisible()
  await till.next()
  await expect(till.chargeButton).toBeDisabled()
})

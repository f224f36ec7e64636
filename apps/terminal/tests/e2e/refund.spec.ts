import { expect, type Page, test } from '@playwright/test'
import { violationsOn } from '../../../../tools/accessibility.ts'
import { chromiumLaunchOptions } from '../../../../tools/chromium.ts'
import { MANAGER_PIN, type OpenShop, openShop, type Wallet } from './support/shop.ts'
import { stillCameraFlags } from './support/still-camera.ts'
import { shiftActions } from './support/shift-actions.ts'
import { pattern, Till } from './support/till.ts'

test.use({ viewport: { width: 1024, height: 768 }, launchOptions: chromiumLaunchOptions(stillCameraFlags()) })

let shop: OpenShop
test.beforeEach(async () => {
  shop = await openShop()
})
test.afterEach(() => shop.close())

async function noViolations(page: Page): Promise<void> {
  expect(await violationsOn(page)).toEqual([])
}

async function balanceOf(wallet: Wallet): Promise<number> {
  const { rows } = await shop.database.owner.query<{ balance: string }>(
    'select (balance * 100)::bigint::text as balance from app.member_cards where id = $1',
    [wallet.cardId],
  )
  return Number(rows[0]!.balance)
}

async function approve(till: Till, pin = MANAGER_PIN): Promise<void> {
  await till.page.getByLabel(pattern(till.words.pin.label)).fill(pin)
  await till.button(till.words.approval.approve).click()
}

test('a cash recharge, a sale, its refund in two parts, and neither without the server', async ({ page }) => {
  const till = await Till.open(page, shop)
  const { words } = till
  const actions = shiftActions(till)
  const wallet = await shop.wallet({ balance: 100_00 })
  await actions.open('500')

  // A recharge names the card by its code, and the code is still good for the sale after it.
  await till.go('charge')
  await till.paste(await wallet.code())
  await till.button(words.recharge.open).click()
  await actions.dialog().getByLabel(words.recharge.amount).fill('200')
  await noViolations(page)
  await actions.dialog().getByRole('button', { name: words.recharge.submit }).click()
  await approve(till, '0000')
  await expect(page.getByText(words.approval.fault.pin_wrong)).toBeVisible()
  await noViolations(page)
  await approve(till)
  await expect(till.outcome('done')).toBeVisible()
  expect(await balanceOf(wallet)).toBe(300_00)
  await till.button(words.common.close).click()
  await till.type('250')
  await till.chargeButton.click()
  await expect(till.outcome('paid')).toBeVisible()
  await till.next()

  // Part of it back, then the rest; the search finds it by the receipt that the terminal printed.
  const { rows } = await shop.database.owner.query<{ tx_no: string }>(`select tx_no from app.transactions where tx_type = 'payment'`)
  await till.go('transactions')
  await page.getByRole('searchbox').fill(rows[0]!.tx_no)
  await till.button(words.transactions.find).click()
  await expect(page.getByRole('row')).toHaveCount(2)
  await noViolations(page)
  for (const [amount, balance] of [
    ['100', 150_00],
    ['150', 300_00],
  ] as const) {
    await till.button(pattern(words.refund.title)).click()
    await actions.dialog().getByLabel(words.refund.amount).fill('250.01')
    await actions.dialog().getByLabel(words.refund.reason).fill('goods returned')
    await expect(till.button(words.refund.next)).toBeDisabled()
    await actions.dialog().getByLabel(words.refund.amount).fill(amount)
    await noViolations(page)
    await till.button(words.refund.next).click()
    await approve(till)
    await expect(till.outcome('done')).toBeVisible()
    expect(await balanceOf(wallet)).toBe(balance)
    await till.button(words.common.close).click()
  }
  await expect(page.getByText(words.transactions.refunded)).toBeVisible()
  await expect(till.button(pattern(words.refund.title))).toBeHidden()

  // The drawer knows of the cash that came in, and of no other.
  await till.go('shift')
  const cash = page.getByRole('region', { name: words.shift.cash.title })
  await expect(cash).toContainText('700.00')

  // Without the server the terminal finds its own, and offers no refund and no recharge.
  await shop.server.kill()
  const number = rows[0]!.tx_no
  await till.go('log')
  await till.button(words.log.sendNow).click()
  await expect(page.getByText(words.connection.offline, { exact: true })).toBeVisible({ timeout: 20_000 })
  await till.go('transactions')
  await page.getByRole('searchbox').fill(number)
  await till.button(words.transactions.find).click()
  await expect(page.getByText(words.transactions.fromLog)).toBeVisible()
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(till.button(pattern(words.refund.title))).toBeHidden()
  expect((await shop.database.owner.query('select * from app.verify_ledger()')).rows).toEqual([])
})

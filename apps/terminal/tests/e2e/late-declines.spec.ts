import { type Browser, expect, type Page, test, type TestInfo } from '@playwright/test'
import { violationsOn } from '../../../../tools/accessibility.ts'
import { aTerminal } from '../../../sync-server/tests/support/builders.ts'
import { chromiumLaunchOptions } from '../../../../tools/chromium.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { MANAGER_PIN, type OpenShop, openShop } from './support/shop.ts'
import { stillCameraFlags } from './support/still-camera.ts'
import { pattern, Till } from './support/till.ts'

test.use({ viewport: { width: 1024, height: 768 }, launchOptions: chromiumLaunchOptions(stillCameraFlags()) })

let shop: OpenShop
test.beforeEach(async () => {
  shop = await openShop()
})
test.afterEach(() => shop.close())

async function inspect(page: Page, testInfo: TestInfo, name: string): Promise<void> {
  await page.screenshot({ path: testInfo.outputPath(`${name}.png`) })
  expect(await violationsOn(page)).toEqual([])
}

/** What declines more than two minutes old would have left: the wait is the only thing that is not real here. */
async function letTwoMinutesPass({ database, terminalId }: OpenShop): Promise<void> {
  await database.owner.query(
    `insert into app.late_declines (charge_id, terminal_id, merchant_id, card_id, member_id, transaction_id, transaction_at, code_hash, scanned_at,
       amount, final_amount, decline_code)
     select t.entry_id, t.terminal_id, t.merchant_id, t.card_id, t.member_id, t.id, t.created_at, q.qr_hash, t.scanned_at, t.raw_amount,
       t.final_amount, t.decline_code
     from app.transactions t join app.card_qr_history q on q.id = t.qr_id where t.terminal_id = $1 and t.status = 'failed'`,
    [terminalId],
  )
}

async function chargeAgainElsewhere(browser: Browser, amount: string): Promise<void> {
  const context = await browser.newContext()
  const { pairingCode } = await aTerminal(shop.database, shop.merchantId)
  const till = await Till.open(await context.newPage(), shop, pairingCode)
  const dialog = till.page.getByRole('dialog', { name: en.lateDeclines.one })
  await till.go('log')
  await till.page.getByRole('radio', { name: en.log.shown.late_declines }).check()
  await till.page.getByRole('row').filter({ hasText: amount }).getByRole('button').click()
  await dialog.getByRole('button', { name: en.lateDeclines.chargeAgain }).click()
  await dialog.getByRole('button', { name: en.lateDeclines.chargeAgain }).click()
  await expect(dialog).toContainText(en.display.paid)
  await context.close()
}

test('a manager deals with sales that were accepted offline and declined later', async ({ page, browser }, info) => {
  const till = await Till.open(page, shop)
  const wallets = [await shop.wallet(), await shop.wallet({ cardType: 'corporate' }), await shop.wallet()]
  const codes = await Promise.all(wallets.map((wallet) => wallet.code()))
  const setBalances = (balance: number) => shop.database.owner.query('update app.member_cards set balance = $1', [balance])
  await shop.server.stop()
  for (const code of codes) {
    await till.sell(code, '80')
    await expect(till.outcome('recorded_not_settled')).toBeVisible()
    await till.next()
  }
  // The members spend it elsewhere meanwhile.
  await setBalances(5)
  await shop.server.start()
  await till.go('log')
  await till.button(en.log.sendNow).click()
  await expect(page.getByRole('cell', { name: en.display.declined })).toHaveCount(3)
  await letTwoMinutesPass(shop)
  await shop.database.owner.query(`update app.merchants set late_decline_policy = 'member_debt' where id = $1`, [shop.merchantId])

  await page.getByRole('radio', { name: en.log.shown.late_declines }).check()
  const rows = page.getByRole('row').filter({ hasText: en.declineReason.insufficient_balance })
  await expect(rows).toHaveCount(3)
  await inspect(page, info, 'late-declines')

  // The members have money again: the sale is charged by the code that was shown then.
  await setBalances(500)
  await rows.filter({ hasText: '80.00' }).first().getByRole('button').click()
  const dialog = page.getByRole('dialog', { name: en.lateDeclines.one })
  await inspect(page, info, 'late-decline')
  await dialog.getByRole('button', { name: en.lateDeclines.chargeAgain }).click()
  await dialog.getByRole('button', { name: en.lateDeclines.chargeAgain }).click()
  await expect(dialog).toContainText(en.display.paid)
  await dialog.getByRole('button', { name: en.common.close }).click()
  await expect(rows).toHaveCount(2)
  expect(await shop.settled()).toEqual([80_00])

  // Another till of the shop charges the next one, at the price of the code that it has never seen.
  await chargeAgainElsewhere(browser, '68.00')
  expect(await shop.settled()).toEqual([80_00, 68_00])
  await page.getByRole('radio', { name: en.log.shown.all }).check()
  await page.getByRole('radio', { name: en.log.shown.late_declines }).check()
  await expect(rows).toHaveCount(1)

  // The other one is written off: a wrong PIN does nothing, the server has verified the right one.
  await rows.first().getByRole('button').click()
  await expect(dialog.getByRole('button', { name: en.lateDeclines.debt })).toBeVisible()
  await dialog.getByRole('button', { name: en.lateDeclines.writeOff }).click()
  await dialog.getByLabel(en.entry.reason).fill('a regular guest')
  await dialog.getByRole('button', { name: en.lateDeclines.writeOff }).click()
  const approval = page.getByRole('dialog', { name: en.approval.title })
  await approval.getByLabel(pattern(en.pin.label)).fill('0000')
  await approval.getByRole('button', { name: en.approval.approve }).click()
  await expect(approval.getByRole('alert')).toContainText(en.approval.fault.pin_wrong)
  await inspect(page, info, 'write-off')
  await approval.getByLabel(pattern(en.pin.label)).fill(MANAGER_PIN)
  await approval.getByRole('button', { name: en.approval.approve }).click()
  await expect(page.getByText(en.lateDeclines.empty)).toBeVisible()
  const { rows: ends } = await shop.database.owner.query<{ state: string; reason: string | null }>(
    'select state, reason from app.late_declines order by state',
  )
  expect(ends).toEqual([
    { state: 'charged_again', reason: null },
    { state: 'charged_again', reason: null },
    { state: 'written_off', reason: 'a regular guest' },
  ])

  await shop.server.stop()
  await page.getByRole('radio', { name: en.log.shown.all }).check()
  await page.getByRole('radio', { name: en.log.shown.late_declines }).check()
  await expect(page.getByText(en.lateDeclines.noAnswer)).toBeVisible()
})

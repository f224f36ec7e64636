import { readFile } from 'node:fs/promises'
import { LogImportResult } from '@mps/shared'
import { expect, type Page, test, type TestInfo } from '@playwright/test'
import { violationsOn } from '../../../../tools/accessibility.ts'
import { chromiumLaunchOptions } from '../../../../tools/chromium.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { zhHant } from '../../src/renderer/i18n/zh-hant.ts'
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

test('a till says until when it is ready for an outage, changes hands, and gives its log to the platform as a file', async ({
  page,
}, info) => {
  const till = await Till.open(page, shop)
  const chip = page.getByRole('button', { name: pattern(en.readiness.until) })
  await chip.click()
  const panel = page.getByRole('dialog', { name: en.readiness.title })
  for (const point of Object.values(en.readiness.point)) await expect(panel).toContainText(point)
  await inspect(page, info, 'readiness')
  await till.button(en.common.close).click()

  // The sale on the screen stays with whoever takes over.
  await till.type('12')
  await page.getByRole('button', { name: pattern(en.signIn.switchFrom) }).click()
  await inspect(page, info, 'switch')
  await till.signIn(/^manager/, MANAGER_PIN)
  await expect(page.getByRole('button', { name: /^Signed in: manager/ })).toBeVisible()
  await expect(page.getByLabel(en.amount.label, { exact: true })).toHaveText('TWD 12')

  const code = await (await shop.wallet()).code()
  await shop.server.stop()
  await till.paste(code)
  await till.chargeButton.click()
  await expect(till.outcome('recorded_not_settled')).toBeVisible()
  await till.next()
  await till.go('log')
  const download = page.waitForEvent('download')
  await till.button(en.exportLog.submit).click()
  const file = await readFile(await (await download).path())
  await expect(page.getByText(pattern(en.exportLog.done_one))).toBeVisible()
  await inspect(page, info, 'log-exported')
  expect(file.subarray(0, 21).toString()).toBe('age-encryption.org/v1')
  expect(file.includes(code)).toBe(false)

  // The till is gone; its file settles the sale, and when it comes back nothing happens twice.
  await page.context().setOffline(true)
  await shop.server.start()
  const admin = await shop.adminToken()
  const importing = () =>
    fetch(`${shop.server.url}/v1/admin/terminals/${shop.terminalId}/log-imports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${admin}` },
      body: JSON.stringify({ file: file.toString('base64') }),
    })
  expect(LogImportResult.parse(await (await importing()).json())).toMatchObject({ entries: 1, states: { settled: 1 } })
  await page.context().setOffline(false)
  await till.button(en.log.sendNow).click()
  await expect(page.getByRole('table')).toContainText(en.display.paid)
  expect(LogImportResult.parse(await (await importing()).json())).toMatchObject({ timesImported: 2, states: { settled: 1 } })
  expect(await shop.settled()).toEqual([12_00])

  // Support gets states and figures, and nothing that a member or the shop would mind.
  await till.go('settings')
  await till.button(en.testScan.open).click()
  await expect(page.getByRole('dialog', { name: en.testScan.title })).toContainText(en.testScan.waiting)
  await till.button(en.common.close).click()
  const saving = page.waitForEvent('download')
  await till.button(en.settings.saveDiagnostics).click()
  const text = await readFile(await (await saving).path(), 'utf8')
  expect(JSON.parse(text)).toMatchObject({
    terminal: { id: shop.terminalId, epoch: 1 },
    queue: { depth: 0 },
    connection: { state: 'online' },
  })
  for (const secret of [code, code.slice(5, 60), 'pinHash', '$2', 'access_token']) expect(text).not.toContain(secret)
  await inspect(page, info, 'settings')
})

test.describe('left alone, in Chinese', () => {
  test.use({ locale: 'zh-TW' })

  test('a till locks by itself, though not in the middle of a sale', async ({ page }, info) => {
    await page.clock.install()
    const till = new Till(page, zhHant)
    await till.load(shop)
    await till.pair(shop.pairingCode)
    await till.signIn(/^cashier/, '1234')
    await expect(till.codePanel).toBeVisible()
    const wallet = await shop.wallet()
    await till.sell(await wallet.code(), '15')
    await expect(till.outcome('paid')).toBeVisible()
    await page.clock.fastForward('06:00')
    await expect(till.outcome('paid')).toBeVisible()
    await till.next()
    await page.clock.fastForward('04:00')
    await expect(till.codePanel).toBeVisible()
    await page.getByRole('button', { name: pattern(zhHant.readiness.until) }).click()
    await inspect(page, info, 'readiness-zh')
    await page.keyboard.press('Escape')
    await page.clock.fastForward('05:10')
    await expect(page.getByRole('heading', { name: zhHant.signIn.title })).toBeVisible()
  })
})

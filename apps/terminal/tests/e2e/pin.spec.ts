import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { chromiumLaunchOptions } from '../../../../tools/chromium.ts'
import { MANAGER_PIN, type OpenShop, openShop } from './support/shop.ts'
import { pattern, Till } from './support/till.ts'

const NO_CAMERA_QUESTION = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']
test.use({ viewport: { width: 1024, height: 768 }, launchOptions: chromiumLaunchOptions(NO_CAMERA_QUESTION) })

const CHOSEN = '7306'

let shop: OpenShop
test.beforeEach(async () => {
  shop = await openShop()
})
test.afterEach(() => shop.close())

test('who has a PIN that others may know can wait and sell, or chooses another, which signs in from then on', async ({ page }) => {
  await shop.database.owner.query('update auth.users set pin_change_required = true')
  const till = new Till(page)
  const { pin, signIn } = till.words
  // The reader of codes comes after the first screen with a camera has been left.
  const engine = Promise.withResolvers<void>()
  await page.context().route('**/*.wasm', (route) => engine.promise.then(() => route.continue()))
  await till.load(shop)
  await till.pair(shop.pairingCode)

  await till.signIn(/^manager/, MANAGER_PIN)
  await till.button(pin.choose.later).click()
  await expect(till.codePanel).toBeVisible()
  await till.button(signIn.lock).click()
  engine.resolve()

  await till.signIn(/^manager/, MANAGER_PIN)
  const type = async (label: string, digits: string, submit: string) => {
    await page.getByLabel(label).fill(digits)
    await till.button(submit).click()
  }
  await type(pin.choose.new, MANAGER_PIN, pin.choose.next)
  await expect(page.getByRole('alert')).toHaveText(pin.choose.fault.same)
  await type(pin.choose.new, '4321', pin.choose.next)
  await expect(page.getByRole('alert')).toHaveText(pin.choose.fault.simple)
  await type(pin.choose.new, CHOSEN, pin.choose.next)
  await type(pin.choose.again, '7307', pin.choose.save)
  await expect(page.getByRole('alert')).toHaveText(pin.choose.fault.differs)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
  await page.screenshot({ path: test.info().outputPath('choose-pin.png') })
  await type(pin.choose.new, CHOSEN, pin.choose.next)
  await type(pin.choose.again, CHOSEN, pin.choose.save)
  await expect(till.codePanel).toBeVisible()

  await till.button(signIn.lock).click()
  await till.signIn(/^manager/, MANAGER_PIN)
  await expect(page.getByRole('alert')).toContainText(pattern(pin.wrong_other))
  await page.getByLabel(pattern(pin.label)).fill(CHOSEN)
  await till.button(signIn.submit).click()
  await expect(till.codePanel).toBeVisible()
  await expect(page.locator('.camera-frame')).toBeVisible()
  // No camera's picture is left behind by a screen that is gone.
  await expect(page.locator('video')).toHaveCount(1)
})

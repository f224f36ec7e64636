import { type Browser, type BrowserContext, chromium, expect, type Page, test } from '@playwright/test'
import { chromiumLaunchOptions } from '../../../../tools/chromium.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { type OpenShop, openShop } from './support/shop.ts'
import { Till } from './support/till.ts'

let shop: OpenShop
let browser: Browser
test.beforeAll(async () => {
  shop = await openShop()
  // Two cameras, and nobody who answers the browser's question: what is allowed is what a test says.
  browser = await chromium.launch(chromiumLaunchOptions(['--use-fake-device-for-media-stream=device-count=2']))
})
test.afterAll(async () => {
  await browser.close()
  await shop.close()
})

type Setting = 'granted' | 'denied'

/** Sets the camera's permission as its owner does in the browser's settings; taking it away ends the picture like a pulled cable. */
async function permissions(context: BrowserContext, page: Page): Promise<(setting: Setting) => Promise<void>> {
  // Kept open: what a session has set ends with it.
  const session = await context.newCDPSession(page)
  const { browserContextId } = (await session.send('Target.getTargetInfo')).targetInfo
  const place = { origin: new URL(page.url()).origin, ...(browserContextId !== undefined && { browserContextId }) }
  return async (setting) => {
    await session.send('Browser.setPermission', { permission: { name: 'camera' }, setting, ...place })
  }
}

type Track = { id: string; deviceId: string | undefined; state: string }
const track = (page: Page) =>
  page.evaluate((): Track | null => {
    const [playing] = (document.querySelector('video')?.srcObject as MediaStream | null)?.getVideoTracks() ?? []
    return playing ? { id: playing.id, deviceId: playing.getSettings().deviceId, state: playing.readyState } : null
  })

test('the camera is chosen, stays on between screens and sales, and says honestly when it may not be used any more', async () => {
  const context = await browser.newContext({ permissions: ['camera'] })
  const page = await context.newPage()
  const till = await Till.open(page, shop)
  const choice = page.getByRole('combobox', { name: en.camera.choose })
  await expect(choice.getByRole('option')).toHaveCount(3)
  const second = await choice.getByRole('option').nth(2).getAttribute('value')
  await choice.selectOption(second)
  await expect.poll(async () => (await track(page))?.deviceId).toBe(second)

  // Warm: the same picture runs on under another screen and after a sale.
  const chosen = await track(page)
  await till.go('settings')
  await till.go('charge')
  await till.sell(await (await shop.wallet()).code(), '10')
  await expect(till.outcome('paid')).toBeVisible()
  await till.next()
  expect(await track(page)).toEqual({ ...chosen, state: 'live' })

  const permit = await permissions(context, page)
  await permit('denied')
  await expect(page.getByText(en.camera.refused)).toBeVisible()
  await expect(choice).toBeHidden()
  // Nothing else stops for it.
  await till.sell(await (await shop.wallet()).code(), '11')
  await expect(till.outcome('paid')).toBeVisible()
  await till.next()

  await permit('granted')
  await expect(page.getByText(en.camera.refused)).toBeHidden()
  await expect(choice).toHaveValue(second!)
  await expect.poll(() => track(page)).toMatchObject({ deviceId: second, state: 'live' })
  await context.close()
})

test('the light is switched on and off where the camera has one', async () => {
  const context = await browser.newContext({ permissions: ['camera'] })
  const page = await context.newPage()
  // Chromium's cameras of tests have no light, so this one is given a switch.
  await page.addInitScript(() => {
    let torch = false
    const real = MediaStreamTrack.prototype
    const getSettings: (this: MediaStreamTrack) => MediaTrackSettings = Reflect.get(real, 'getSettings')
    const applyConstraints: (this: MediaStreamTrack, to?: MediaTrackConstraints) => Promise<void> = Reflect.get(real, 'applyConstraints')
    real.getSettings = function settings() {
      return { ...getSettings.call(this), torch }
    }
    real.applyConstraints = async function apply(constraints) {
      const [asked] = (constraints?.advanced ?? []) as { torch?: boolean }[]
      if (asked?.torch === undefined) return applyConstraints.call(this, constraints)
      torch = asked.torch
      return undefined
    }
  })
  const till = await Till.open(page, shop, await shop.pairAgain())
  const light = till.button(en.camera.torch)
  await expect(light).toHaveAttribute('aria-pressed', 'false')
  await light.click()
  await expect(light).toHaveAttribute('aria-pressed', 'true')
  await light.click()
  await expect(light).toHaveAttribute('aria-pressed', 'false')
  await context.close()
})

test('a till without any camera says so, and so it does of one that another program holds; both are mended without a new start', async () => {
  const context = await browser.newContext({ permissions: ['camera'] })
  const page = await context.newPage()
  // Neither a cable nor another program's hold is what a test can pull: until it lets go, the browser lists no camera, or opens none.
  await page.addInitScript(() => {
    const real = navigator.mediaDevices
    const enumerateDevices = real.enumerateDevices.bind(real)
    const getUserMedia = real.getUserMedia.bind(real)
    const refusal = () => document.documentElement.dataset['camera'] ?? 'NotFoundError'
    real.enumerateDevices = async () => (refusal() === 'NotFoundError' ? [] : enumerateDevices())
    real.getUserMedia = (constraints) =>
      refusal() === 'none' ? getUserMedia(constraints) : Promise.reject(new DOMException('', refusal()))
  })
  const set = (refusal: 'NotReadableError' | 'none') => page.evaluate((to) => (document.documentElement.dataset['camera'] = to), refusal)
  await Till.open(page, shop, await shop.pairAgain())
  await expect(page.getByText(en.camera.missing)).toBeVisible()
  await set('NotReadableError')
  await page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')))
  await expect(page.getByText(en.camera.busy)).toBeVisible()
  await expect(page.getByText(en.camera.missing)).toBeHidden()
  await set('none')
  await page.getByRole('button', { name: en.camera.retry }).click()
  await expect(page.getByText(en.camera.busy)).toBeHidden()
  await expect.poll(async () => (await track(page))?.state).toBe('live')
  await context.close()
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, expect, test } from '@playwright/test'
import { chromiumLaunchOptions } from '../../../../tools/chromium.ts'
import { scanByHand } from './support/hand-scanner.ts'
import { fakeCameraFlags, type Pose, type Scene, writeVideo } from './support/fake-camera.ts'
import { type OpenShop, openShop } from './support/shop.ts'
import { Till } from './support/till.ts'

let shop: OpenShop
let folder: string
let browser: Browser | undefined
test.beforeAll(async () => {
  shop = await openShop()
  folder = await mkdtemp(join(tmpdir(), 'mps-camera-'))
})
test.afterEach(() => browser?.close())
test.afterAll(async () => {
  await shop.close()
  await rm(folder, { recursive: true })
})

/** A till of its own whose camera plays the scenes in a loop. */
async function tillWithCamera(scenes: Scene[]): Promise<Till> {
  const file = join(folder, `${crypto.randomUUID()}.y4m`)
  await writeVideo(file, scenes)
  browser = await chromium.launch(chromiumLaunchOptions(fakeCameraFlags(file)))
  return Till.open(await browser.newPage(), shop, await shop.pairAgain())
}

const POSES: { name: string; pose: Pose }[] = [
  { name: 'held straight', pose: {} },
  { name: 'turned, off the middle, in bad light', pose: { degrees: 33, at: [0.72, 0.4], size: 360, noise: 30 } },
  { name: 'upside down and small, in a corner', pose: { degrees: 180, at: [0.2, 0.7], size: 260 } },
]
for (const { name, pose } of POSES) {
  test(`the camera reads a code ${name}`, async () => {
    const wallet = await shop.wallet()
    const till = await tillWithCamera([{ text: await wallet.code(), frames: 4, pose }])
    await expect(till.codePanel).toContainText(wallet.cardNo.slice(-4))
  })
}

test('a phone that stays in view after its sale is not heard again', async () => {
  const wallet = await shop.wallet()
  const till = await tillWithCamera([{ text: await wallet.code(), frames: 4 }])
  await expect(till.codePanel).toContainText(wallet.cardNo.slice(-4))
  await till.type('10')
  await till.chargeButton.click()
  await expect(till.outcome('paid')).toBeVisible()
  await till.next()
  await till.page.waitForTimeout(1500)
  await expect(till.codePanel).toContainText(till.words.code.ask)
})

test('another member’s phone does not take a sale over unasked', async () => {
  const [first, second] = [await shop.wallet(), await shop.wallet()]
  const till = await tillWithCamera([
    { text: await first.code(), frames: 10 },
    { text: await second.code(), frames: 10 },
  ])
  await expect(till.button(till.words.code.useOther)).toBeVisible()
  const words = (await till.codePanel.textContent()) ?? ''
  const [taken, offered] =
    words.indexOf(first.cardNo.slice(-4)) < words.indexOf(second.cardNo.slice(-4)) ? [first, second] : [second, first]
  await expect(till.codePanel.locator('strong')).toContainText(taken.cardNo.slice(-4))
  await till.button(till.words.code.useOther).click()
  await expect(till.codePanel.locator('strong')).toContainText(offered.cardNo.slice(-4))
})

test.describe('without a camera', () => {
  test.beforeEach(async () => {
    browser = await chromium.launch(chromiumLaunchOptions())
  })

  test('a hand scanner is read while an input method is on, and a barcode is no amount', async () => {
    const wallet = await shop.wallet()
    const till = await Till.open(await browser!.newPage(), shop, await shop.pairAgain())
    await scanByHand(till.page, await wallet.code())
    await expect(till.codePanel).toContainText(wallet.cardNo.slice(-4))
    await scanByHand(till.page, '4710088410222')
    await expect(till.codePanel).toContainText(till.words.fault.code_not_recognised.title)
    await expect(till.page.getByLabel(till.words.amount.label, { exact: true })).toHaveText('TWD 0')
  })
})

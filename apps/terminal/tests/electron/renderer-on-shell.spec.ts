import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import type { EntryBody } from '@mps/shared'
import { parseSegment } from '../../src/renderer/log/journal-line.ts'
import { CASHIER_PIN, type OpenShop, openShop } from '../e2e/support/shop.ts'
import { Till } from '../e2e/support/till.ts'
import { type ShellPage, shellAround } from './support/shell-page.ts'

// The renderer on the parts of Electron's main process, where Electron itself is not (app.spec.ts drives the real one).
let shop: OpenShop
let shell: ShellPage
let violations: string[]

test.use({ serviceWorkers: 'block' })

test.beforeEach(async ({ page }) => {
  shop = await openShop()
  shell = await shellAround(page)
  violations = []
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) violations.push(message.text())
  })
})

test.afterEach(async () => {
  await shell.close()
  await shop.close()
})

async function pairedTill(page: Page): Promise<Till> {
  await page.goto(shell.origin)
  const till = new Till(page)
  // The page calls its own origin; main forwards to the server that is named here.
  await page.getByLabel(till.words.pairing.server).fill(shop.server.url)
  await till.pair(shop.pairingCode)
  await till.signIn(/^cashier/, CASHIER_PIN)
  return till
}

/** The charges that lie in main's journal, as amounts. */
function chargesOnDisk(): number[] {
  const files = readdirSync(shell.journalFolder).toSorted()
  const records = files.flatMap(
    (name) => parseSegment(readFileSync(join(shell.journalFolder, name))).records as { t: string; body: string }[],
  )
  const bodies = records.filter(({ t }) => t === 'entry').map(({ body }) => JSON.parse(body) as EntryBody)
  return bodies.flatMap((body) => (body.kind === 'charge' ? [body.quoted.final] : []))
}

test('pairs with a key that main holds, charges through main’s proxy, and journals on main’s disk, under main’s policy', async ({
  page,
}) => {
  const wallet = await shop.wallet()
  const till = await pairedTill(page)
  await till.sell(await wallet.code(), '30')
  await expect(till.outcome('paid')).toBeVisible()
  expect(await shop.settled()).toEqual([30_00])
  expect(chargesOnDisk()).toEqual([30_00])
  expect(await page.evaluate(() => Reflect.get(window, 'require'))).toBeUndefined()
  expect(violations).toEqual([])
})

test('records without the server, finds it again after a reload and after its database is gone, and settles it once', async ({ page }) => {
  const wallet = await shop.wallet()
  const till = await pairedTill(page)
  await till.sell(await wallet.code(), '30')
  await expect(till.outcome('paid')).toBeVisible()
  await till.next()
  const code = await wallet.code()
  await shop.server.kill()
  await till.sell(code, '45')
  await expect(till.outcome('recorded_not_settled')).toBeVisible()
  expect(chargesOnDisk()).toEqual([30_00, 45_00])

  await page.goto('about:blank')
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Storage.clearDataForOrigin', { origin: shell.origin, storageTypes: 'indexeddb' })
  await shop.server.start()
  await page.goto(shell.origin)
  await expect.poll(() => shop.settled(), { timeout: 60_000 }).toEqual([30_00, 45_00])
  expect(violations).toEqual([])
})

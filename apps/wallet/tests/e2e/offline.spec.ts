import { paymentCodeHash } from '@mps/shared'
import { expect, test } from '@playwright/test'
import { aCard, aMember, type Card, type Member } from '../../../sync-server/tests/support/builders.ts'
import { Phone } from './phone.ts'
import { storedText } from './stored-text.ts'
import { openWalletSite, type WalletSite } from './wallet-site.ts'

let site: WalletSite
let member: Member
let card: Card
let phone: Phone

test.use({ viewport: { width: 360, height: 740 }, locale: 'en-GB' })
test.beforeAll(async () => {
  site = await openWalletSite()
})
test.afterAll(() => site.close())
test.beforeEach(async ({ page }) => {
  member = await aMember(site.database)
  card = await aCard(site.database, { ownerId: member.memberId, balance: 1000_00 })
  phone = new Phone(page, site)
  await phone.signIn(member)
  await phone.openCard(card)
  await phone.code()
  // The run of four and the reserve, on the disk: what is still on its way when the network goes is not there without it.
  await expect.poll(async () => (await storedText(page)).match(/MPS1:/g)?.length).toBe(5)
  await page.evaluate(() => navigator.serviceWorker.ready)
})

/** The wallet hears of the network by itself as well, and may be quicker than the finger. */
const tryAgain = () =>
  phone
    .button('Try again')
    .click({ timeout: 5000 })
    .catch(() => {})

async function isIssued(code: string): Promise<boolean> {
  const known = `select 1 from app.card_qr_history where qr_hash = decode($1, 'hex')`
  return (await site.database.owner.query(known, [await paymentCodeHash(code)])).rowCount === 1
}

test('opens without a network, with the cards as they were and codes that the server has issued', async ({ page, context }) => {
  await context.setOffline(true)
  await page.reload()
  // Either of the two that live: the reserve lasts longer where it was issued a second after the run.
  const code = await phone.code()
  expect(await isIssued(code)).toBe(true)
  await expect(page.getByText('Offline code')).toBeVisible()
  await expect(page.getByText(/^If the shop has no network either, it can take up to NT\$1,000/)).toBeVisible()
  await expect(page.getByText(/^Codes kept for later: 4\./)).toBeVisible()

  await phone.button('Used it? Next code').click()
  expect(await isIssued(await phone.codeAfter(code))).toBe(true)

  await phone.button('Used it? Next code').click()
  await expect(page.getByText('The next code has not started yet')).toBeVisible()
  await expect(page.getByText(/^It works from \d\d:\d\d/)).toBeVisible()
  await phone.button('Show the previous code again').click()
  await phone.code()

  await phone.tab('cards')
  await expect(page.getByText(/^No connection\. The figures are those of/)).toBeVisible()
  await expect(page.locator('.card-balance')).toContainText('NT$1,000')
  await phone.tab('activity')
  await expect(page.getByText('+NT$1,000')).toBeVisible()
  await expect(page.getByText('No connection to the server. Check your network.')).toBeVisible()

  await context.setOffline(false)
  await tryAgain()
  await expect(page.getByText('No connection to the server.')).toBeHidden()
  await phone.openCard(card)
  await expect(page.getByText('Offline code')).toBeHidden()
})

test('is an app that a phone can install: its manifest, its icons, its worker', async ({ page, request }) => {
  const address = await page.locator('link[rel=manifest]').getAttribute('href')
  const manifest = await request.get(new URL(address!, page.url()).href)
  expect(manifest.headers()['content-type']).toMatch(/^application\/manifest\+json/)
  const { icons, start_url, display } = (await manifest.json()) as {
    icons: { src: string; sizes: string }[]
    start_url: string
    display: string
  }
  expect([start_url, display]).toEqual(['/wallet/', 'standalone'])
  for (const { src, sizes } of icons) {
    const [width] = sizes.split('x')
    const natural = await page.evaluate(async (url) => {
      const image = new Image()
      image.src = url
      await image.decode()
      return image.naturalWidth
    }, `/wallet/${src}`)
    if (sizes !== 'any') expect(natural).toBe(Number(width))
  }
  const kept = await page.evaluate(async () => {
    const [name] = await caches.keys()
    return (await (await caches.open(name!)).keys()).map(({ url }) => new URL(url).pathname)
  })
  expect(kept).toEqual(expect.arrayContaining(['/wallet/index.html', '/wallet/icon.svg', '/wallet/manifest.webmanifest']))
  expect(kept.filter((path) => path.startsWith('/v1/'))).toEqual([])
})

test('goes through its codes without a network, each when its time comes, and then shows none', async ({ page, context }) => {
  await page.clock.install()
  await page.reload()
  let code = await phone.code()
  await context.setOffline(true)
  for (let later = 0; later < 3; later++) {
    await page.clock.fastForward('15:00')
    code = await phone.codeAfter(code)
  }
  await page.clock.fastForward('15:00')
  await expect(page.getByText('the codes kept on this phone have run out')).toBeVisible()
  expect(await storedText(page)).not.toContain('MPS1:')
  await context.setOffline(false)
  await tryAgain()
  await phone.code()
})

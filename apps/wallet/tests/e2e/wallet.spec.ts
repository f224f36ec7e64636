import { paymentCodeHash } from '@mps/shared'
import { expect, type Page, test } from '@playwright/test'
import { asMember } from '../../../sync-server/src/db/transactions.ts'
import { aCard, aMember, type Card, type Member } from '../../../sync-server/tests/support/builders.ts'
import { aShop, cardRow } from '../../../sync-server/tests/support/shop.ts'
import { readQr } from './read-qr.ts'
import { openWalletSite, type WalletSite } from './wallet-site.ts'

const HOUR_MS = 3_600_000

let site: WalletSite
let member: Member
let card: Card

test.use({ viewport: { width: 360, height: 740 }, locale: 'en-GB' })
test.beforeAll(async () => {
  site = await openWalletSite()
})
test.afterAll(() => site.close())
test.beforeEach(async () => {
  member = await aMember(site.database, { name: 'Lin Mei-Hua' })
  card = await aCard(site.database, { ownerId: member.memberId, balance: 1000_00 })
})

const qrOf = (page: Page) => page.getByRole('img', { name: 'Payment code' })

async function signIn(page: Page): Promise<void> {
  await page.goto(`${site.server.url}/wallet/`)
  await page.getByLabel('Member number, phone or e-mail').fill(member.memberNo)
  await page.getByLabel('Password').fill(member.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Your cards' })).toBeVisible()
}

/** Opens the member's only card and reads the code it shows. */
async function openCode(page: Page): Promise<string> {
  await signIn(page)
  await page.getByRole('link', { name: /Member card/ }).click()
  return shownCode(page)
}

async function shownCode(page: Page): Promise<string> {
  await expect(qrOf(page)).toBeVisible()
  const text = await readQr(qrOf(page))
  expect(text).toMatch(/^MPS1:[A-Z2-7]{167}$/)
  return text!
}

/** Waits until the page shows another code than the given one, and reads it. */
async function nextCode(page: Page, before: string, timeout: number): Promise<string> {
  await expect.poll(() => readQr(qrOf(page)), { timeout }).not.toBe(before)
  return shownCode(page)
}

async function chargeAtTill(code: string, amount: number): Promise<Record<string, unknown>> {
  const { till } = await aShop(site.database, site.server)
  const charge = await till.charge({ code, codeHash: await paymentCodeHash(code), discount: 1000 }, { amount })
  const [outcome] = await till.send(site.server, [charge], { live: true })
  return outcome!
}

test('shows a code that a scanner reads and the server knows by its hash alone', async ({ page }) => {
  const code = await openCode(page)
  const { rows } = await site.database.owner.query<{ card_id: string; member_id: string }>(
    `select card_id, member_id from app.card_qr_history where qr_hash = decode($1, 'hex')`,
    [await paymentCodeHash(code)],
  )
  expect(rows).toEqual([{ card_id: card.cardId, member_id: member.memberId }])
  const box = await qrOf(page).boundingBox()
  expect(box?.width).toBeGreaterThanOrEqual(280)
  expect(box?.x).toBeGreaterThanOrEqual(0)
  await expect(page.getByRole('timer')).toHaveText(/^1[45]:\d\d$/)
})

test('keeps the text of the code out of the document and of every store', async ({ page }) => {
  const secret = (await openCode(page)).slice(5)
  const kept = await page.evaluate(
    () => JSON.stringify({ ...sessionStorage, ...localStorage }) + document.documentElement.outerHTML + location.href,
  )
  expect(kept).not.toContain(secret)
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0)
})

test('tells of a charge as it happens, and shows a new code and the new balance', async ({ page }) => {
  const code = await openCode(page)
  expect(await chargeAtTill(code, 128_50)).toMatchObject({ state: 'settled', final: 128_50, points: 128 })
  await expect(page.getByText('Paid NT$128.50')).toBeVisible({ timeout: 5_000 })
  await expect(page.getByText(/^at Shop/)).toBeVisible()
  await expect(page.getByText('Points +128').first()).toBeVisible()
  const next = await nextCode(page, code, 5_000)
  expect(await cardRow(site.database.owner, card.cardId)).toMatchObject({ balance: 871_50, points: 128 })
  await expect(page.getByText('NT$871.50')).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: '-NT$128.50' })).toBeVisible()
  expect(await chargeAtTill(code, 1_00)).toMatchObject({ state: 'declined', code: 'code_already_used' })
  expect(await chargeAtTill(next, 1_00)).toMatchObject({ state: 'settled' })
})

test('says why a payment was not made, and keeps the code', async ({ page }) => {
  const code = await openCode(page)
  expect(await chargeAtTill(code, 1000_01)).toMatchObject({ state: 'declined', code: 'insufficient_balance' })
  await expect(page.getByText('Not paid: NT$1,000.01')).toBeVisible({ timeout: 5_000 })
  await expect(page.getByText('The balance was too low.').first()).toBeVisible()
  expect(await shownCode(page)).toBe(code)
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.getByText('Not paid: NT$1,000.01')).toBeHidden()
})

test('shows no code for a card that is frozen while it is open', async ({ page }) => {
  await openCode(page)
  await asMember(site.database.admin, member.memberId, (client) => client.query('select app.freeze_card($1)', [card.cardId]))
  await expect(qrOf(page)).toBeHidden({ timeout: 5_000 })
  await expect(page.getByRole('alert')).toContainText('cannot be used to pay')
  await page.reload()
  await expect(page.getByText('This card is frozen, so it shows no code.')).toBeVisible()
})

test('goes on showing the code without a network, says so, and recovers', async ({ page, context }) => {
  const code = await openCode(page)
  await context.setOffline(true)
  await expect(page.getByText('No connection. The shop can still scan this code until it runs out.')).toBeVisible()
  expect(await shownCode(page)).toBe(code)
  await context.setOffline(false)
  await expect(page.getByText('No connection.')).toBeHidden()
  expect(await shownCode(page)).toBe(code)
})

test('counts by the server’s clock on a phone that is three hours late', async ({ page }) => {
  await page.clock.setFixedTime(new Date(Date.now() - 3 * HOUR_MS))
  await openCode(page)
  await expect(page.getByRole('timer')).toHaveText(/^1[45]:\d\d$/)
  await page.waitForTimeout(2_500)
  await expect(page.getByRole('timer')).toHaveText(/^14:5\d$/)
})

test('stays signed in over a reload, until the member signs out', async ({ page }) => {
  await openCode(page)
  await page.reload()
  await shownCode(page)
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Your cards' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByText('You have signed out.')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('says in plain words what went wrong with a sign-in, and keeps the login', async ({ page }) => {
  await page.goto(`${site.server.url}/wallet/`)
  await page.getByLabel('Member number, phone or e-mail').fill(member.memberNo)
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toHaveText('The login or the password is wrong.')
  await expect(page.getByLabel('Member number, phone or e-mail')).toHaveValue(member.memberNo)
  for (let i = 0; i < 5; i++) await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('Too many failed attempts. Try again in 15 min.')
})

test('can be used with the keyboard alone', async ({ page }) => {
  await page.goto(`${site.server.url}/wallet/`)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  await press('Tab', 'Tab')
  await page.keyboard.type(member.memberNo)
  await press('Tab')
  await page.keyboard.type(member.password)
  await press('Enter')
  await expect(page.getByRole('heading', { name: 'Your cards' })).toBeFocused()
  await press('Tab', 'Enter')
  await shownCode(page)
  await expect(page.getByRole('heading', { name: 'Member card', level: 1 })).toBeFocused()
  await press('Shift+Tab', 'Enter')
  await expect(page.getByRole('heading', { name: 'Your cards' })).toBeFocused()
})

test.describe('with codes that live for eight seconds', () => {
  test.beforeAll(() => site.database.owner.query('update app.platform_settings set code_ttl_s = 8'))
  test.afterAll(() => site.database.owner.query('update app.platform_settings set code_ttl_s = 900'))

  test('renews each before it ends', async ({ page }) => {
    const first = await openCode(page)
    const second = await nextCode(page, first, 9_000)
    const third = await nextCode(page, second, 9_000)
    expect(new Set([first, second, third]).size).toBe(3)
    await expect(page.getByRole('timer')).not.toHaveText('0:00')
  })

  test('moves to the spare without a network, and then shows none', async ({ page, context }) => {
    const first = await openCode(page)
    await context.setOffline(true)
    const spare = await nextCode(page, first, 12_000)
    const { rows } = await site.database.owner.query(`select 1 from app.card_qr_history where qr_hash = decode($1, 'hex')`, [
      await paymentCodeHash(spare),
    ])
    expect(rows).toHaveLength(1)
    await expect(qrOf(page)).toBeHidden({ timeout: 12_000 })
    await expect(page.getByRole('alert')).toContainText('No connection, so there is no code to show.')
    await context.setOffline(false)
    await shownCode(page)
  })
})

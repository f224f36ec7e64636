import { paymentCodeHash } from '@mps/shared'
import { expect, type Page, test } from '@playwright/test'
import { asMember } from '../../../sync-server/src/db/transactions.ts'
import { aCard, aMember, type Card, type Member } from '../../../sync-server/tests/support/builders.ts'
import { aShop, cardRow, type Shop } from '../../../sync-server/tests/support/shop.ts'
import { Phone } from './phone.ts'
import { openWalletSite, type WalletSite } from './wallet-site.ts'

const HOUR_MS = 3_600_000

let site: WalletSite
let shop: Shop
let member: Member
let card: Card
let phone: Phone

test.use({ viewport: { width: 360, height: 740 }, locale: 'en-GB' })
test.beforeAll(async () => {
  site = await openWalletSite()
  shop = await aShop(site.database, site.server)
})
test.afterAll(() => site.close())
test.beforeEach(async ({ page }) => {
  member = await aMember(site.database, { name: 'Lin Mei-Hua' })
  card = await aCard(site.database, { ownerId: member.memberId, balance: 1000_00 })
  phone = new Phone(page, site)
})

/** Opens the member's card and reads the code it shows. */
async function openCode(): Promise<string> {
  await phone.signIn(member)
  await phone.openCard(card)
  return phone.code()
}

async function chargeAtTill(code: string, amount: number): Promise<Record<string, unknown>> {
  const charge = await shop.till.charge({ code, codeHash: await paymentCodeHash(code), discount: 1000 }, { amount })
  const [outcome] = await shop.till.send(site.server, [charge], { live: true })
  return outcome!
}

/** Everything that a page has stored on the phone, as one text. */
function storedText(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const stored: unknown[] = [{ ...sessionStorage, ...localStorage }]
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open(name!)
        opening.addEventListener('success', () => resolve(opening.result))
      })
      for (const store of database.objectStoreNames) {
        const reading = database.transaction(store).objectStore(store).getAll()
        stored.push(await new Promise((resolve) => reading.addEventListener('success', () => resolve(reading.result))))
      }
      database.close()
    }
    return JSON.stringify(stored)
  })
}

test('shows a code that a scanner reads and the server knows by its hash alone', async ({ page }) => {
  const code = await openCode()
  const { rows } = await site.database.owner.query(`select card_id, member_id from app.card_qr_history where qr_hash = decode($1, 'hex')`, [
    await paymentCodeHash(code),
  ])
  expect(rows).toEqual([{ card_id: card.cardId, member_id: member.memberId }])
  const box = await phone.qr.boundingBox()
  expect(box?.width).toBeGreaterThanOrEqual(280)
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(740 - 64)
  await expect(page.getByRole('timer')).toHaveText(/^1[45]:\d\d$/)
  expect(await page.content()).not.toContain(code.slice(5, 60))
})

test('tells of a charge as it happens, with the new balance, and shows the next code at once', async ({ page }) => {
  const code = await openCode()
  expect(await chargeAtTill(code, 128_50)).toMatchObject({ state: 'settled', final: 128_50 })
  const notice = page.locator('.notice')
  await expect(notice).toContainText('Paid NT$128.50', { timeout: 5_000 })
  await expect(notice).toContainText(/at Shop/)
  await expect(notice).toContainText('New balance NT$871.50')
  const next = await phone.codeAfter(code)
  expect(await cardRow(site.database.owner, card.cardId)).toMatchObject({ balance: 871_50, points: 128 })
  expect(await chargeAtTill(code, 1_00)).toMatchObject({ state: 'declined', code: 'code_already_used' })
  expect(await chargeAtTill(next, 1000_00)).toMatchObject({ state: 'declined', code: 'insufficient_balance' })
  await expect(notice).toContainText('Not paid: NT$1,000')
  await expect(notice).toContainText('The balance was too low.')
  expect(await phone.code()).toBe(next)
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect(notice).toContainText('code had been used already')
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect(notice).toContainText('Paid NT$128.50')
  await notice.getByRole('link').click()
  await expect(page.getByText('Paid by')).toBeVisible()
  await expect(page.getByText('-NT$128.50')).toBeVisible()
  await expect(notice).toHaveCount(0)
})

test('tells of what was charged while it was closed, once', async ({ page }) => {
  const code = await openCode()
  await page.goto('about:blank')
  await chargeAtTill(code, 42_00)
  await phone.open()
  await expect(page.locator('.notice')).toContainText('Paid NT$42')
  await page.reload()
  await expect(page.getByText('-NT$42')).toBeVisible()
  await expect(page.locator('.notice')).toHaveCount(0)
})

test('shows no code for a card that is frozen while it is open', async ({ page }) => {
  await openCode()
  await asMember(site.database.admin, member.memberId, (client) => client.query('select app.freeze_card($1)', [card.cardId]))
  await expect(phone.qr).toBeHidden({ timeout: 5_000 })
  await expect(page.getByText('This card is frozen, so it shows no code.')).toBeVisible()
  expect(await storedText(page)).not.toContain('MPS1:')
})

test('counts by the server’s clock on a phone that is three hours late', async ({ page }) => {
  await page.clock.setFixedTime(new Date(Date.now() - 3 * HOUR_MS))
  await openCode()
  await expect(page.getByRole('timer')).toHaveText(/^1[45]:\d\d$/)
})

test('leaves nothing on the phone after signing out, in any of its windows', async ({ page, context }) => {
  const code = await openCode()
  const kept = await storedText(page)
  expect(kept).toContain(code)
  const second = new Phone(await context.newPage(), site)
  await second.open()
  await expect(second.heading('Your cards')).toBeVisible()
  await phone.tab('settings')
  await phone.button('Sign out').click()
  await expect(page.getByText('You have signed out.')).toBeVisible()
  await expect(second.heading('Sign in')).toBeVisible()
  for (const secret of ['MPS1:', member.memberNo, 'access_token', 'refreshToken', 'Mei-Hua']) {
    expect(await storedText(page)).not.toContain(secret)
  }
  await page.reload()
  await expect(phone.heading('Sign in')).toBeVisible()
})

test('keeps nothing on the disk of a borrowed phone, and still stays signed in over a reload', async ({ page, context }) => {
  await phone.signIn(member, { isOwnPhone: false })
  await phone.openCard(card)
  const code = await phone.code()
  expect(await storedText(page)).not.toContain(code)
  await page.reload()
  await phone.code()
  const second = new Phone(await context.newPage(), site)
  await second.open()
  await expect(second.heading('Sign in')).toBeVisible()
})

test('goes on with the session by its refresh token when the access token has ended', async ({ page }) => {
  await openCode()
  await page.goto('about:blank')
  await page.clock.setFixedTime(new Date(Date.now() + HOUR_MS))
  await phone.open()
  await expect(phone.heading('Your cards')).toBeVisible()
  const renewed = page.waitForResponse((response) => response.url().endsWith('/v1/me/session/refresh'))
  await page.reload()
  expect((await renewed).status()).toBe(200)
  await expect(page.locator('.card-balance')).toContainText('NT$1,000')
})

test('says in plain words what went wrong with a sign-in, and keeps the login', async ({ page }) => {
  await phone.open()
  await page.getByLabel('Member number, phone or e-mail').fill(member.memberNo)
  await page.getByLabel('Password').fill('wrong')
  await phone.button('Sign in').click()
  await expect(page.getByRole('alert')).toHaveText('The login or the password is wrong.')
  await expect(page.getByLabel('Member number, phone or e-mail')).toHaveValue(member.memberNo)
})

test('can be used with the keyboard alone', async ({ page }) => {
  await phone.open()
  await expect(phone.heading('Sign in')).toBeFocused()
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  await press('Tab')
  await page.keyboard.type(member.memberNo)
  await press('Tab')
  await page.keyboard.type(member.password)
  await press('Enter')
  await expect(phone.heading('Your cards')).toBeFocused()
  await press('Tab', 'Enter')
  await phone.code()
  await expect(phone.heading('Member card')).toBeFocused()
  await press('Shift+Tab', 'Enter')
  await expect(phone.heading('Your cards')).toBeFocused()
})

test('changes its language at once, and keeps it', async ({ page }) => {
  await phone.open()
  await phone.button('繁體中文').click()
  await expect(phone.heading('登入')).toBeVisible()
  await expect(page).toHaveTitle('MPS 錢包')
  await page.reload()
  await expect(phone.heading('登入')).toBeVisible()
  await phone.button('English').click()
  await expect(phone.heading('Sign in')).toBeVisible()
})

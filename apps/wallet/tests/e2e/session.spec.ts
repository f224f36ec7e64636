import { expect, test } from '@playwright/test'
import { aCard, aMember, type Card, type Member } from '../../../sync-server/tests/support/builders.ts'
import { Phone } from './phone.ts'
import { storedText } from './stored-text.ts'
import { openWalletSite, type WalletSite } from './wallet-site.ts'

const HOUR_MS = 3_600_000

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
  member = await aMember(site.database, { name: 'Lin Mei-Hua' })
  card = await aCard(site.database, { ownerId: member.memberId, balance: 1000_00 })
  phone = new Phone(page, site)
})

test('goes on by its refresh token, changes the password, and leaves nothing behind when it signs out everywhere', async ({
  page,
  context,
}) => {
  await phone.signIn(member)
  await phone.openCard(card)
  const code = await phone.code()
  expect(await storedText(page)).toContain(code)

  // An hour later the access token has ended.
  await page.clock.setFixedTime(new Date(Date.now() + HOUR_MS))
  const renewed = page.waitForResponse((response) => response.url().endsWith('/v1/me/session/refresh'))
  await page.reload()
  expect((await renewed).status()).toBe(200)
  await phone.code()

  await phone.tab('settings')
  await page.getByRole('link', { name: 'Change password' }).click()
  await page.getByLabel('Present password').fill(member.password)
  await page.getByLabel('New password', { exact: true }).fill('Password1234')
  await page.getByLabel('New password again').fill('Password1234')
  await phone.button('Change password').click()
  await expect(page.getByRole('alert')).toContainText('too easy to guess')
  await page.getByLabel('Present password').fill('wrong')
  await page.getByLabel('New password', { exact: true }).fill('a better sentence')
  await page.getByLabel('New password again').fill('a better sentence')
  await phone.button('Change password').click()
  await expect(page.getByRole('alert')).toHaveText('The present password is wrong.')
  await page.getByLabel('Present password').fill(member.password)
  await phone.button('Change password').click()
  await expect(page.getByText('Your password has been changed.')).toBeVisible()

  const second = new Phone(await context.newPage(), site)
  await second.open()
  await expect(second.heading('Your cards')).toBeVisible()
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.getByRole('button', { name: /^Sign out everywhere/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page.getByText('You have signed out.')).toBeVisible()
  await expect(second.heading('Sign in')).toBeVisible()
  for (const secret of ['MPS1:', member.memberNo, 'refreshToken', 'Mei-Hua']) expect(await storedText(page)).not.toContain(secret)
  await page.reload()
  await expect(phone.heading('Sign in')).toBeVisible()
})

test('lists the devices that are signed in, and signs another one out', async ({ page, browser }) => {
  const elsewhere = await browser.newContext({ locale: 'en-GB', viewport: { width: 360, height: 740 } })
  const other = new Phone(await elsewhere.newPage(), site)
  await other.signIn(member)
  await phone.signIn(member)
  await phone.tab('settings')
  await page.getByRole('link', { name: 'Where you are signed in' }).click()
  const devices = page.getByRole('main').getByRole('listitem')
  await expect(devices).toHaveText([/^This device/, /^Another device/])
  await page.getByRole('button', { name: /^Another device/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(devices).toHaveText([/^This device/])
  // Its token is worthless within a second or so; until then the reload shows the cards once more.
  await expect
    .poll(async () => {
      await other.page.reload()
      return other.heading('Sign in').isVisible()
    })
    .toBe(true)
  for (const secret of ['MPS1:', member.memberNo, 'refreshToken', 'Mei-Hua']) expect(await storedText(other.page)).not.toContain(secret)
  await elsewhere.close()
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

test('counts by the server’s clock on a phone that is three hours late', async ({ page }) => {
  await page.clock.setFixedTime(new Date(Date.now() - 3 * HOUR_MS))
  await phone.signIn(member)
  await phone.openCard(card)
  await phone.code()
  await expect(page.getByRole('timer')).toHaveText(/^1[45]:\d\d$/)
})

test('can be used with the keyboard alone, in the language that the member chooses', async ({ page }) => {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  await phone.open()
  await phone.button('繁體中文').click()
  await expect(phone.heading('登入')).toBeVisible()
  await expect(page).toHaveTitle('MPS 錢包')
  await page.reload()
  await phone.button('English').click()
  await expect(phone.heading('Sign in')).toBeVisible()
  await press('Tab')
  await page.keyboard.type(member.memberNo)
  await press('Tab')
  await page.keyboard.type('wrong')
  await press('Enter')
  await expect(page.getByRole('alert')).toHaveText('The login or the password is wrong.')
  await expect(page.getByLabel('Member number, phone or e-mail')).toHaveValue(member.memberNo)
  // The wrong password is marked, so that typing replaces it.
  await page.keyboard.type(member.password)
  await press('Enter')
  await expect(phone.heading('Your cards')).toBeFocused()
  await press('Tab', 'Enter')
  await phone.code()
  await expect(phone.heading('Member card')).toBeFocused()
  await press('Shift+Tab', 'Enter')
  await expect(phone.heading('Your cards')).toBeFocused()
})

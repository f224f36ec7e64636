import { expect, test } from '@playwright/test'
import { scanByHand } from './support/hand-scanner.ts'
import { keyboardOnly } from './support/keyboard.ts'
import { type OpenShop, openShop } from './support/shop.ts'
import { pattern, Till } from './support/till.ts'

let shop: OpenShop
test.beforeEach(async () => {
  shop = await openShop()
})
test.afterEach(() => shop.close())

test('a cashier pairs, signs in and charges a member at the price of the code', async ({ page }) => {
  const wallet = await shop.wallet({ cardType: 'corporate' })
  const till = await Till.open(page, shop)
  await till.type('120.5')
  await expect(till.chargeButton).toBeDisabled()
  await till.paste(await wallet.code())
  await expect(till.codePanel).toContainText(wallet.cardNo.slice(-4))
  await expect(till.chargeButton).toHaveText('Charge TWD 102.43')
  await till.chargeButton.click()
  await expect(till.outcome('paid')).toBeVisible()
  await expect(page.getByText('TWD 102.43').last()).toBeVisible()
  expect(await shop.settled()).toEqual([102_43])
  await till.next()
  await expect(till.chargeButton).toBeDisabled()
})

test('a double tap charges once, and its second half does not sweep the outcome away', async ({ page }) => {
  const till = await Till.open(page, shop)
  const code = await (await shop.wallet()).code()
  await till.paste(code)
  await till.type('30')
  await till.chargeButton.evaluate((button: HTMLElement, next) => {
    // The last tap meets the outcome's button the moment it is there, however slow the machine.
    const stray = new MutationObserver(() => {
      const met = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === next)
      if (!met) return
      stray.disconnect()
      met.click()
      met.dataset['met'] = 'stray'
    })
    stray.observe(document.body, { childList: true, subtree: true })
    for (let tap = 0; tap < 5; tap++) button.click()
  }, till.words.outcome.next)
  await expect(till.outcome('paid')).toBeVisible()
  await expect(till.button(till.words.outcome.next)).toHaveAttribute('data-met', 'stray')
  await till.next()
  expect(await shop.settled()).toEqual([30_00])

  // The code is spent here, and the server need not be asked to know it.
  await shop.server.kill()
  await till.paste(code)
  await expect(till.codePanel).toContainText(till.words.fault.code_already_used.title)
})

test('no impatience makes a second charge: taps and keys at once, the back button, the page loaded again', async ({ page }) => {
  const till = await Till.open(page, shop)
  const code = await (await shop.wallet()).code()
  // Nothing reaches the server until the test lets it: the longest wait that a cashier can have.
  await page.route('**/v1/terminal/entries', () => new Promise<never>(() => undefined))
  await till.paste(code)
  await till.type('30')
  await till.chargeButton.evaluate((button: HTMLElement) => {
    for (let tap = 0; tap < 3; tap++) {
      button.click()
      document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'Enter', key: 'Enter', bubbles: true, cancelable: true }))
    }
  })
  await expect(till.outcome('asking')).toBeVisible()
  await page.goBack()
  await page.goForward()
  await expect(page.getByText(pattern(till.words.recovery.words))).toBeVisible()
  await page.reload()
  await expect(page.getByText(pattern(till.words.recovery.words))).toBeVisible()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await expect(till.outcome('paid')).toBeVisible({ timeout: 60_000 })
  await till.tap(till.words.outcome.noted)
  await till.paste(code)
  await expect(till.codePanel).toContainText(till.words.fault.code_already_used.title)
  expect(await shop.settled()).toEqual([30_00])
})

test('a till without camera, mouse and touch: the code is typed, the sale is charged, and without the server it says what typing needs', async ({
  page,
}) => {
  const [wallet, till] = [await shop.wallet({ cardType: 'corporate' }), new Till(page)]
  const { typing, outcome } = till.words
  const { digits } = await wallet.issue()
  const hands = keyboardOnly(page)
  await till.load(shop)
  await hands.reach(page.getByLabel(till.words.pairing.code))
  await hands.type(shop.pairingCode)
  await hands.press('Enter')
  await expect(till.button(/^cashier/)).toBeVisible()
  await hands.reach(till.button(/^cashier/))
  await hands.press('Enter')
  await hands.type('1234')
  await hands.press('Enter')
  await expect(till.codePanel).toBeVisible()

  // Misread at first: nothing is told but that there is no such code.
  const dialog = page.getByRole('dialog', { name: typing.title })
  await hands.reach(till.button(typing.open))
  await hands.press('Enter')
  await hands.type(wallet.cardNo)
  await hands.type(String((Number(digits) + 1) % 100_000_000).padStart(8, '0'))
  await hands.press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText(typing.fault.typed_code_wrong)
  for (let i = 0; i < 8; i++) await hands.press('Backspace')
  await hands.type(digits!)
  await hands.press('Enter')
  await expect(till.codePanel).toContainText(wallet.cardNo.slice(-4))
  for (const key of ['Digit1', 'Numpad2', 'Digit0', 'Period', 'Digit5', 'Digit6', 'Backspace']) await hands.press(key)
  await expect(till.chargeButton).toHaveText('Charge TWD 102.43')
  await hands.press('Enter')
  await expect(till.outcome('paid')).toBeVisible()
  await hands.reach(till.button(outcome.next))
  await hands.pressUntilGone('Enter', till.outcome('paid'))
  expect(await shop.settled()).toEqual([102_43])
  const { rows } = await shop.database.owner.query<{ body: string }>(
    `select convert_from(body, 'UTF8') as body from app.terminal_entries where kind = 'charge'`,
  )
  expect(JSON.parse(rows[0]!.body)).toMatchObject({ typed: { cardEnding: wallet.cardNo.slice(-4) } })

  // Named before the server went away: no offline limit covers it, so nobody is told that it was taken, and all that is left is to void it.
  const second = (await wallet.issue()).digits!
  await hands.reach(till.button(typing.open))
  await hands.press('Enter')
  // A hand scanner reads a code after all, as fast as scanners type: nobody is asked any longer.
  await scanByHand(page, await wallet.code())
  await expect(dialog).toBeHidden()
  await expect(till.codePanel).toContainText(wallet.cardNo.slice(-4))
  await hands.reach(till.button(typing.open))
  await hands.press('Enter')
  await hands.type(wallet.cardNo + second)
  await hands.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(till.codePanel).toContainText(wallet.cardNo.slice(-4))
  await shop.server.kill()
  await hands.type('30')
  await hands.press('Enter')
  await expect(till.outcome('waiting')).toBeVisible()
  await expect(till.button(outcome.next)).toHaveCount(0)
  await hands.reach(till.button(outcome.void))
  await hands.pressUntilGone('Enter', till.outcome('waiting'))
  await expect(till.outcome('voiding')).toBeVisible()
  await hands.reach(till.button(outcome.next))
  await hands.pressUntilGone('Enter', till.outcome('voiding'))
  await hands.reach(till.button(typing.open))
  await hands.press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText(typing.needsServer)
  await expect(dialog.getByRole('button', { name: typing.use })).toBeDisabled()
})

test('the same card and amount within two minutes is charged again only on purpose', async ({ page, context }) => {
  const till = await Till.open(page, shop)
  const wallet = await shop.wallet()
  await till.sell(await wallet.code(), '30')
  await till.next()
  await till.sell(await wallet.code(), '30')
  await till.button(till.words.duplicate.no).click()
  await expect(till.chargeButton).toBeEnabled()
  await till.chargeButton.click()
  await till.button(till.words.duplicate.yes).click()
  await expect(till.outcome('paid')).toBeVisible()
  expect(await shop.settled()).toEqual([30_00, 30_00])
  await till.next()

  // Another window has none of the first one's memory, and asks all the same.
  const window = await context.newPage()
  await page.close()
  const other = new Till(window)
  await other.load(shop)
  await other.signIn(/^cashier/, '1234')
  await other.sell(await wallet.code(), '30')
  await other.button(till.words.duplicate.no).click()
  await expect(other.chargeButton).toBeEnabled()
  expect(await shop.settled()).toEqual([30_00, 30_00])
})

test('five wrong PINs lock a person out, over a restart too, and nobody else', async ({ page }) => {
  const till = new Till(page)
  await till.load(shop)
  await till.pair(shop.pairingCode)
  await till.button(/^cashier/).click()
  for (let tries = 0; tries < 5; tries++) {
    await expect(page.getByLabel(pattern(till.words.pin.label))).toBeEnabled()
    await page.getByLabel(pattern(till.words.pin.label)).fill(`000${tries}`)
    await till.button(till.words.signIn.submit).click()
    await expect(page.getByLabel(pattern(till.words.pin.label))).toHaveValue('')
    await expect(page.getByRole('alert')).toContainText(tries < 4 ? String(4 - tries).replace('1', 'One') : 'Locked')
  }
  await page.reload()
  await till.button(/^cashier/).click()
  await expect(page.getByRole('alert')).toContainText('Locked')
  await till.button(till.words.signIn.other).click()
  await till.signIn(/^manager/, '9876')
  await expect(till.codePanel).toBeVisible()
})

test('a sale that waits for the server outlives a change of cashiers, and is voided for good', async ({ page }) => {
  const till = await Till.open(page, shop)
  const code = await (await shop.wallet({ balance: 5000_00 })).code()
  // Above what may be accepted without the server.
  await till.sellAsServerDies(shop, code, '2500')
  await expect(till.outcome('waiting')).toBeVisible({ timeout: 20_000 })
  await till.button(till.words.signIn.lock).click()
  await till.signIn(/^manager/, '9876')
  await expect(till.outcome('waiting')).toBeVisible()
  await expect(till.button(till.words.outcome.next)).toHaveCount(0)
  await till.tap(till.words.outcome.void)
  await expect(till.outcome('voiding')).toBeVisible()
  await shop.server.start()
  await till.next()
  await till.go('log')
  await till.button(till.words.log.sendNow).click()
  await expect(page.getByRole('row').filter({ hasText: 'Charge' })).toContainText('Voided')
})

test('a second window waits for the first, and goes on where it closes', async ({ page, context }) => {
  const till = await Till.open(page, shop)
  const second = new Till(await context.newPage())
  await second.load(shop)
  await expect(second.page.getByRole('heading', { name: till.words.opening.inUse })).toBeVisible()
  await page.close()
  await expect(second.button(/^cashier/)).toBeVisible()
})

test('language and looks change at once and stay', async ({ page }) => {
  const till = await Till.open(page, shop)
  await till.go('settings')
  await page.getByRole('radio', { name: '繁體中文' }).check({ force: true })
  await expect(page.getByRole('heading', { name: '設定' })).toBeVisible()
  await page.getByRole('radio', { name: '深色' }).check({ force: true })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(page.getByRole('navigation', { name: '畫面' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hant')
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, expect, type Page, test } from '@playwright/test'
import { aCard, aMember, type Member } from '../../../sync-server/tests/support/builders.ts'
import { chromiumLaunchOptions } from '../../../../tools/chromium.ts'
import { fakeCameraFlags } from './support/fake-camera.ts'
import { film, photograph } from './support/filmed-code.ts'
import { CASHIER_PIN, type OpenShop, openShop } from './support/shop.ts'
import { Till } from './support/till.ts'

const CHARGES = 10
const BALANCE = 5000_00

let shop: OpenShop
let folder: string
const browsers: Browser[] = []
test.beforeEach(async () => {
  shop = await openShop()
  folder = await mkdtemp(join(tmpdir(), 'mps-outage-'))
})
test.afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close()
  await shop.close()
  await rm(folder, { recursive: true })
})

async function launch(flags: string[] = []): Promise<Browser> {
  const browser = await chromium.launch(chromiumLaunchOptions(flags))
  browsers.push(browser)
  return browser
}

/** Films the codes that the member's page shows, one after the other: the member asks for a new one each time. */
async function filmCodes(member: Member, file: string): Promise<void> {
  const phone = await (await launch()).newPage({ viewport: { width: 390, height: 844 } })
  await phone.goto(`${shop.server.url}/wallet/`)
  await phone.getByLabel('Member number, phone or e-mail').fill(member.memberNo)
  await phone.getByLabel('Password').fill(member.password)
  await phone.getByRole('button', { name: 'Sign in' }).click()
  await phone.getByRole('link', { name: /^Member card/ }).click()
  const pictures = []
  for (let i = 0; i < CHARGES; i++) {
    const code = phone.getByRole('img', { name: 'Payment code' })
    await expect(code).toBeVisible()
    pictures.push(await photograph(phone, code))
    const drawn = await code.locator('path').getAttribute('d')
    await phone.getByRole('button', { name: 'New code' }).click()
    await expect(code.locator('path')).not.toHaveAttribute('d', drawn ?? '')
  }
  await film(file, pictures, 8)
  await phone.close()
}

/** One sale of whatever code the camera sees next, at an amount of its own. */
async function sell(till: Till, amount: string): Promise<void> {
  await expect(till.codePanel.locator('strong')).toBeVisible({ timeout: 30_000 })
  await till.type(amount)
  await till.chargeButton.click()
  await expect(till.outcome('recorded_not_settled')).toBeVisible()
  await till.next()
}

async function balanceInApi(member: Member): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ login: member.memberNo, password: member.password })
  const session = (await (await fetch(`${shop.server.url}/v1/me/session`, { method: 'POST', headers, body })).json()) as {
    access_token: string
  }
  const authorization = `Bearer ${session.access_token}`
  const answer = await fetch(`${shop.server.url}/v1/me/cards`, { headers: { authorization } })
  const { cards } = (await answer.json()) as { cards: { balance: number }[] }
  return cards[0]!.balance
}

test('ten charges by ten filmed codes without the server, a reload among them, settle once each when it is back', async () => {
  test.setTimeout(300_000)
  const member = await aMember(shop.database)
  const { cardId } = await aCard(shop.database, { ownerId: member.memberId, balance: BALANCE })
  const video = join(folder, 'codes.y4m')
  await filmCodes(member, video)

  const page: Page = await (await launch(fakeCameraFlags(video))).newPage()
  const till = await Till.open(page, shop)
  await expect(till.codePanel).toBeVisible()
  await page.evaluate(() => navigator.serviceWorker.ready)
  await shop.server.stop()

  const amounts = Array.from({ length: CHARGES }, (_, i) => 100 + i)
  for (const [i, amount] of amounts.entries()) {
    if (i === CHARGES / 2) {
      await page.reload()
      const signIn = till.button(/^cashier/)
      await expect(signIn.or(till.codePanel)).toBeVisible()
      if (await signIn.isVisible()) await till.signIn(/^cashier/, CASHIER_PIN)
    }
    await sell(till, String(amount))
  }
  const total = amounts.reduce((sum, amount) => sum + amount * 100, 0)
  expect(await shop.settled()).toEqual([])

  await shop.server.start()
  await till.go('log')
  await till.button(till.words.log.sendNow).click()
  await expect(page.getByRole('row').filter({ hasText: 'Charge' }).filter({ hasText: 'Paid' })).toHaveCount(CHARGES, { timeout: 60_000 })

  // The database: ten settlements, of ten codes, one each, and the ledger agrees.
  const { rows } = await shop.database.owner.query<{ settled: number; codes: number; entries: number; net: string }>(
    `select count(*)::int as settled, count(distinct qr_id)::int as codes, count(distinct entry_id)::int as entries,
       (sum(final_amount) * 100)::bigint::text as net from app.transactions where tx_type = 'payment' and status = 'completed' and card_id = $1`,
    [cardId],
  )
  expect(rows[0]).toEqual({ settled: CHARGES, codes: CHARGES, entries: CHARGES, net: String(total) })
  expect((await shop.database.owner.query('select * from app.verify_ledger()')).rows).toEqual([])
  // The API.
  expect(await balanceInApi(member)).toBe(BALANCE - total)
  // The terminal: its own count and the server's stand side by side, and no difference is named.
  await till.go('totals')
  const settled = page
    .getByRole('row')
    .filter({ hasText: /settled/i })
    .first()
  await expect(settled).toContainText(String(CHARGES))
  await expect(page.getByText('1,045.00').first()).toBeVisible()
})

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { encodePaymentCode, luhnDigit, uuidv7 } from '@mps/shared'
import { expect, test } from '@playwright/test'
import { hash } from 'bcryptjs'
import { violationsOn } from '../../../../tools/accessibility.ts'
import { type Front, startFront } from '../browser/log-support/front.ts'
import { HonestServer, REJECTED_AMOUNT } from '../browser/log-support/honest-server.ts'
import { MANAGER_PIN } from './support/shop.ts'
import { pattern, Till } from './support/till.ts'

// The real server rejects only what no honest terminal sends, so here the protocol's test server does.
const PAGES = fileURLToPath(new URL('../../dist/renderer', import.meta.url))
const signingKey = generateKeyPairSync('ed25519')
let server: HonestServer
let front: Front

test.beforeEach(async () => {
  server = new HonestServer()
  const publicKey = signingKey.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64url')
  server.config = {
    ...server.config,
    codeKeys: [{ keyId: 1, publicKey, validFrom: '2026-01-01T00:00:00.000Z', retiredAt: null }],
    roster: [{ userId: uuidv7(), name: 'Lin', role: 'manager', pinHash: await hash(MANAGER_PIN, 4) }],
    minApp: '0.1.0',
  }
  await server.start()
  front = await startFront(PAGES)
  front.backend = server.url
})
test.afterEach(async () => {
  await front.close()
  await server.stop()
})

function aGenuineCode(): Promise<string> {
  const digits = '411111111111111'
  const fields = { keyId: 1, cardNo: digits + luhnDigit(digits), validFromS: Math.floor(Date.now() / 1000), ttlS: 900 }
  return encodePaymentCode(
    { ...fields, discountPermille: 1000, cardType: 'standard', offlineLimitMinor: 0, secret: randomBytes(16) },
    (message) => sign(null, message, signingKey.privateKey),
  )
}

test('a sale that the server does not take waits for a manager, who sends it again', async ({ page }) => {
  const till = new Till(page)
  await page.goto(front.url)
  await till.pair('ABCD-1234')
  await till.signIn(/^Lin/, MANAGER_PIN)
  await till.sell(await aGenuineCode(), String(REJECTED_AMOUNT / 100))
  await expect(till.outcome('needs_manager')).toBeVisible()
  expect(await violationsOn(page)).toEqual([])
  await till.next()

  await till.go('log')
  await expect(page.getByRole('navigation').getByText('1 entry needs a manager')).toBeAttached()
  await page.getByRole('row').filter({ hasText: till.words.display.needs_manager }).getByRole('button').click()
  await expect(page.getByRole('dialog')).toContainText('clock_untrusted')
  expect(await violationsOn(page)).toEqual([])

  server.rejectWhile = false
  await till.button(till.words.entry.sendAgain).click()
  await page.getByLabel(pattern(till.words.pin.label)).fill(MANAGER_PIN)
  await till.button(till.words.approval.approve).click()
  await expect(page.getByRole('dialog').getByText(till.words.display.paid)).toBeVisible()
  expect(server.settlements).toHaveLength(1)
  expect(server.complaints).toEqual([])
})

import { expect, type Locator, type Page, type Route } from '@playwright/test'
import { en } from '../../../src/renderer/i18n/en.ts'
import type { zhHant } from '../../../src/renderer/i18n/zh-hant.ts'
import { CASHIER_PIN, type OpenShop } from './shop.ts'

/** Every text by its key, in the language that the page shows. */
export type Words = typeof zhHant

/** What a cashier does at the terminal, by the names that a screen reader would read. */
export class Till {
  readonly page: Page
  readonly words: Words

  constructor(page: Page, words: Words = en) {
    this.page = page
    this.words = words
  }

  /** Opens the terminal's page, pairs it, signs the cashier in. */
  static async open(page: Page, shop: OpenShop, pairingCode = shop.pairingCode): Promise<Till> {
    const till = new Till(page)
    await till.load(shop)
    await till.pair(pairingCode)
    await till.signIn(/^cashier/, CASHIER_PIN)
    await expect(till.codePanel).toBeVisible()
    return till
  }

  async load(shop: OpenShop): Promise<void> {
    await this.page.goto(`${shop.server.url}/terminal/`)
  }

  async pair(pairingCode: string): Promise<void> {
    await this.page.getByLabel(this.words.pairing.code).fill(pairingCode)
    await this.button(this.words.pairing.submit).click()
  }

  async signIn(who: RegExp, pin: string): Promise<void> {
    await this.button(who).click()
    await this.page.getByLabel(pattern(this.words.pin.label)).fill(pin)
    await this.button(this.words.signIn.submit).click()
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  get chargeButton(): Locator {
    return this.page.getByRole('region', { name: this.words.amount.title }).getByRole('button', { name: this.words.amount.charge })
  }

  get codePanel(): Locator {
    return this.page.getByRole('region', { name: this.words.code.title })
  }

  async paste(code: string): Promise<void> {
    await this.button(this.words.paste.open).click()
    const dialog = this.page.getByRole('dialog', { name: this.words.paste.title })
    await dialog.getByLabel(this.words.paste.label).fill(code)
    await dialog.getByRole('button', { name: this.words.paste.use }).click()
  }

  /** Types on the pad: `120`, `99.5`. */
  async type(amount: string): Promise<void> {
    const pad = this.page.getByRole('group', { name: this.words.amount.pad })
    for (const key of amount) await pad.getByRole('button', { name: key, exact: true }).click()
  }

  /** A whole sale up to its outcome. */
  async sell(code: string, amount: string): Promise<void> {
    await this.paste(code)
    await this.type(amount)
    await this.chargeButton.click()
  }

  /** A sale under which the server dies: a heartbeat in between would have told the till, and a sale above its offline limits never starts. */
  async sellAsServerDies(shop: OpenShop, code: string, amount: string): Promise<void> {
    const dying = async (route: Route) => {
      await shop.server.kill()
      await route.abort('connectionreset')
    }
    await this.page.route('**/v1/terminal/entries', dying, { times: 1 })
    await this.sell(code, amount)
  }

  outcome(display: keyof Words['display']): Locator {
    return this.page.getByRole('heading', { level: 1, name: this.words.display[display], exact: true })
  }

  /** A tap within half a second of an outcome is taken for the second half of a double tap. */
  async tap(name: string): Promise<void> {
    const button = this.button(name)
    await expect(button).toBeVisible()
    await this.page.waitForTimeout(600)
    await button.click()
  }

  next(): Promise<void> {
    return this.tap(this.words.outcome.next)
  }

  async go(screen: keyof Words['nav'] & ('charge' | 'shift' | 'transactions' | 'log' | 'totals' | 'settings')): Promise<void> {
    const rail = this.page.getByRole('navigation', { name: this.words.nav.label })
    await rail.getByRole('button', { name: this.words.nav[screen] }).click()
  }
}

/** A catalogue's text as a pattern: whatever may stand in its gaps. */
export function pattern(text: string): RegExp {
  const parts = text.split(/\{\{\w+\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(parts.join('.*'))
}

import { expect, type Page } from '@playwright/test'
import type { Member } from '../../../sync-server/tests/support/builders.ts'
import { en } from '../../src/i18n/en.ts'
import type { Texts } from '../../src/i18n/texts.ts'
import { readQr } from './read-qr.ts'
import type { WalletSite } from './wallet-site.ts'

export type Words = Texts<typeof en>

/** A member with the wallet open in front of them, in one of its languages. */
export class Phone {
  readonly page: Page
  readonly site: WalletSite
  readonly words: Words

  constructor(page: Page, site: WalletSite, words: Words = en) {
    this.page = page
    this.site = site
    this.words = words
  }

  get qr() {
    return this.page.getByRole('img', { name: this.words.code.label })
  }

  heading(name: string) {
    return this.page.getByRole('heading', { level: 1, name })
  }

  button(name: string) {
    return this.page.getByRole('button', { name, exact: true })
  }

  async open(hash = ''): Promise<void> {
    await this.page.goto(`${this.site.server.url}/wallet/${hash}`)
  }

  async signIn(member: Member, { isOwnPhone = true } = {}): Promise<void> {
    const { session, cards } = this.words
    await this.open()
    await this.page.getByLabel(session.login).fill(member.memberNo)
    await this.page.getByLabel(session.password).fill(member.password)
    await this.page.getByRole('checkbox').setChecked(isOwnPhone)
    await this.button(session.sign_in).click()
    await expect(this.heading(cards.title)).toBeVisible()
  }

  /** Follows one of the wallet's three tabs. */
  async tab(name: 'cards' | 'activity' | 'settings'): Promise<void> {
    await this.page.getByRole('navigation', { name: this.words.nav.label }).getByRole('link', { name: this.words.nav[name] }).click()
  }

  /** Opens a card from the list by its last digits. */
  async openCard({ cardNo }: { cardNo: string }): Promise<void> {
    await this.tab('cards')
    await this.page
      .locator('.card-link')
      .filter({ hasText: cardNo.slice(-4) })
      .click()
  }

  /** The text of the code on the screen, read as a scanner reads it. */
  async code(): Promise<string> {
    await expect(this.qr).toBeVisible()
    const text = await readQr(this.qr)
    expect(text).toMatch(/^MPS1:[A-Z2-7]{167}$/)
    return text!
  }

  /** Waits until another code than the given one is shown, and reads it. */
  async codeAfter(before: string, timeout = 10_000): Promise<string> {
    await expect.poll(() => readQr(this.qr), { timeout }).not.toBe(before)
    return this.code()
  }
}

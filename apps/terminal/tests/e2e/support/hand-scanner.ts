import type { Page } from '@playwright/test'

/** Keys as fast as a scanner sends them, with no letters of their own, as a page sees them under a Chinese input method. */
export async function scanByHand(page: Page, text: string): Promise<void> {
  const codes = [...text].map((letter) => (letter === ':' ? 'Semicolon' : /\d/.test(letter) ? `Digit${letter}` : `Key${letter}`))
  await page.evaluate((keys) => {
    for (const code of [...keys, 'Enter']) {
      ;(document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { code, key: 'Process', bubbles: true, cancelable: true }),
      )
    }
  }, codes)
}

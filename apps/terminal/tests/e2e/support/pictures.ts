import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'

/** Where the pictures go; the suite takes none. */
const FOLDER = process.env['SCREENSHOTS']
export const ARE_TAKEN = FOLDER !== undefined

const THEMES = ['light', 'dark', 'contrast'] as const

/** The screen in each of its themes, for eyes: nothing is judged here, and the page is left in the theme that it was in. */
export async function takePictures(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return
  mkdirSync(FOLDER, { recursive: true })
  const before = await page.evaluate(() => document.documentElement.dataset['theme'] ?? 'system')
  const show = (theme: string) => page.evaluate((to) => (document.documentElement.dataset['theme'] = to), theme)
  for (const theme of THEMES) {
    await show(theme)
    await page.screenshot({ path: join(FOLDER, `${name}-${theme}.png`) })
  }
  await show(before)
}

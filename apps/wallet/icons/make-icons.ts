import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { chromiumLaunchOptions } from '../../../tools/chromium.ts'

/** Makes the icons in `public/` from icon.svg: `node apps/wallet/icons/make-icons.ts`. Run it when the drawing changes, and commit what it makes. */

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Rounded for a desktop and a tab; whole for systems that cut the shape themselves. */
const PICTURES = [
  { file: 'icon-192.png', size: 192, radius: 0.22 },
  { file: 'icon-512.png', size: 512, radius: 0.22 },
  { file: 'icon-maskable-512.png', size: 512, radius: 0 },
  { file: 'apple-touch-icon.png', size: 180, radius: 0 },
]

const drawing = await readFile(here('icon.svg'), 'utf8')
const browser = await chromium.launch(chromiumLaunchOptions())
const page = await browser.newPage()
for (const { file, size, radius } of PICTURES) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px;border-radius:${size * radius}px}</style>${drawing}`,
  )
  await writeFile(here(`../public/${file}`), await page.screenshot({ omitBackground: true }))
}
await browser.close()
const rounded = drawing.replace('<rect width="512" height="512"', '<rect width="512" height="512" rx="112"')
await writeFile(here('../public/icon.svg'), rounded)

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron as electron, type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { build } from 'vite'
import type { Shell } from '../../src/ipc.ts'
import { encodeLine } from '../../src/renderer/log/journal-line.ts'

const TERMINAL = fileURLToPath(new URL('../../', import.meta.url))
const binary = findBinary()
const LINE = encodeLine({ written: 'by the page' })

/** Electron's program: from the environment, or where its package unpacks it. It is never downloaded by a test. */
function findBinary(): string | null {
  const named = process.env['MPS_ELECTRON']
  if (named !== undefined) return named
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const pathFile = join(folder, 'path.txt')
  const path = existsSync(pathFile) ? join(folder, 'dist', readFileSync(pathFile, 'utf8').trim()) : null
  return path !== null && existsSync(path) ? path : null
}

if (binary === null) {
  console.warn(
    '\n*** The real Electron app was NOT run: its binary is not on this machine. Install it with `pnpm --filter @mps/terminal exec install-electron`,\n' +
      '*** or name it in MPS_ELECTRON, and run this spec again. What ran instead: tests/main, in Node.\n',
  )
}

test.skip(binary === null, 'Electron’s binary is not on this machine')
test.describe.configure({ mode: 'serial' })

let data = ''

test.beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'mps-electron-'))
  for (const name of ['vite.config.ts', 'vite.main.config.ts', 'vite.preload.config.ts'])
    await build({ root: TERMINAL, configFile: join(TERMINAL, name), logLevel: 'error' })
})

test.afterAll(() => {
  rmSync(data, { recursive: true, force: true })
})

function launch(): Promise<ElectronApplication> {
  // Chromium's sandbox refuses root; everywhere else the app runs as it ships.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return electron.launch({ executablePath: binary!, args: [...asRoot, `--user-data-dir=${data}`, TERMINAL] })
}

/** Runs in the page. */
function runInlineScript(): string {
  const script = document.createElement('script')
  script.textContent = "document.title = 'run'"
  document.head.append(script)
  return document.title === 'run' ? 'run' : 'refused'
}

/** Runs in the page; `mpsShell` is what the preload script put there. */
function appendInPage(page: Page, at: number): Promise<unknown> {
  return page.evaluate(
    async ([text, place]) => {
      const shell = (window as unknown as { mpsShell: Shell }).mpsShell
      await shell['journal:open']()
      return shell['journal:append'](9_000_000_000, place, text)
    },
    [LINE, at] as const,
  )
}

test('the page comes from the app’s own origin, isolated, under its policy', async () => {
  const app = await launch()
  const page = await app.firstWindow()
  expect(page.url()).toBe('app://terminal/index.html')
  expect(
    await page.evaluate(() => [
      typeof Reflect.get(window, 'require'),
      typeof Reflect.get(window, 'process'),
      typeof Reflect.get(window, 'mpsShell'),
    ]),
  ).toEqual(['undefined', 'undefined', 'object'])
  // A script in the page's own text is what an intruder would write; the policy keeps it from running.
  expect(await page.evaluate(runInlineScript)).toBe('refused')
  expect(await page.evaluate(() => fetch('app://terminal/..%2f..%2fpackage.json').then(({ status }) => status))).toBe(404)
  expect(
    await page.evaluate(() =>
      fetch('https://example.com/')
        .then(() => 'sent')
        .catch(() => 'refused'),
    ),
  ).toBe('refused')
  expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull()
  await app.close()
})

test('the page may use the camera’s picture and nothing else', async () => {
  const app = await launch()
  const page = await app.firstWindow()
  const states = await page.evaluate(() =>
    Promise.all(
      ['camera', 'microphone', 'geolocation'].map(
        async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
      ),
    ),
  )
  expect(states).toEqual(['granted', 'denied', 'denied'])
  await app.close()
})

test('what the page’s journal acknowledged outlives a kill of the app', async () => {
  const first = await launch()
  expect(await appendInPage(await first.firstWindow(), 0)).toEqual({ ok: true, value: null })
  first.process().kill('SIGKILL')
  const file = join(data, 'journal', '9000000000.journal')
  expect(readFileSync(file, 'utf8')).toBe(LINE)
  expect(statSync(file).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)

  const second = await launch()
  expect(await appendInPage(await second.firstWindow(), LINE.length)).toEqual({ ok: true, value: null })
  expect(readFileSync(file, 'utf8')).toBe(LINE + LINE)
  await second.close()
})

test('a second start ends at once', async () => {
  const first = await launch()
  await first.firstWindow()
  const second = await launch().catch(() => null)
  if (second) await second.waitForEvent('close')
  expect(first.windows()).toHaveLength(1)
  await first.close()
})

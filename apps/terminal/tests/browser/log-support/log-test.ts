import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page, test as base } from '@playwright/test'
import { chromiumLaunchOptions } from '../../../../../tools/chromium.ts'
import { buildLogPage } from './build-page.ts'
import { type Front, startFront } from './front.ts'
import { HonestServer } from './honest-server.ts'

/** A device: what its browser has stored, and its windows. */
export type Device = {
  /** A window with the log open. */
  page: Page
  /** A further window, with the page loaded and the log not yet open. */
  newWindow(): Promise<Page>
  /** Closes every window; the next start finds what was stored. */
  stop(): Promise<void>
  /** @param laterMs how much later it is by the device's clock */
  start(laterMs?: number): Promise<void>
}
/** A device whose browser is a process with a profile of its own. */
export type KillableDevice = Device & {
  /** SIGKILL of the browser: nothing is flushed, closed or said goodbye to. */
  kill(): Promise<void>
}

type Fixtures = { server: HonestServer; front: Front; device: Device; killable: KillableDevice; paired: Page }
type WorkerFixtures = { bundle: string }

export const test = base.extend<Fixtures, WorkerFixtures>({
  bundle: [
    // Playwright reads the fixtures a fixture needs from its first argument's pattern, so there must be one.
    async ({ browserName: _browserName }, use) => {
      const folder = await buildLogPage()
      await use(folder)
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],

  server: async ({ browserName: _browserName }, use) => {
    const server = new HonestServer()
    await server.start()
    await use(server)
    await server.stop().catch(() => undefined)
  },

  front: async ({ bundle, server }, use) => {
    const front = await startFront(bundle)
    front.backend = server.url
    await use(front)
    await front.close()
  },

  device: async ({ front, browser }, use) => {
    const context = await browser.newContext()
    const device = aDevice(front.url, () => context)
    await device.start()
    await use(device)
    await context.close()
  },

  killable: async ({ front }, use) => {
    const profile = await mkdtemp(join(tmpdir(), 'mps-log-profile-'))
    const device = aKillableDevice(front.url, profile)
    await device.start()
    await use(device)
    await device.kill().catch(() => undefined)
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  },

  paired: async ({ device }, use) => {
    await pair(device.page)
    await use(device.page)
  },
})

export { expect } from '@playwright/test'

/** @param context the browser context at the time; a killed browser gets a new one */
function aDevice(url: string, context: () => BrowserContext): Device {
  let page: Page | undefined
  return {
    get page() {
      if (!page) throw new Error('the device is off')
      return page
    },
    async start(laterMs = 0) {
      page = await this.newWindow()
      await page.evaluate((ms) => {
        const real = Date.now.bind(Date)
        Date.now = () => real() + ms
      }, laterMs)
      await open(page)
    },
    async stop() {
      await Promise.all(
        context()
          .pages()
          .map((each) => each.close()),
      )
      page = undefined
    },
    async newWindow() {
      const window = await context().newPage()
      await load(window, url)
      return window
    },
  }
}

function aKillableDevice(url: string, profile: string): KillableDevice {
  let context: BrowserContext
  const device = aDevice(url, () => context)
  return {
    get page() {
      return device.page
    },
    newWindow: () => device.newWindow(),
    stop: () => context.close(),
    async start(laterMs = 0) {
      context = await chromium.launchPersistentContext(profile, { ...chromiumLaunchOptions(), headless: true })
      await device.start(laterMs)
    },
    async kill() {
      const pid = await browserPid(context)
      const gone = new Promise<void>((resolve) => context.once('close', () => resolve()))
      process.kill(pid, 'SIGKILL')
      await gone
    },
  }
}

async function browserPid(context: BrowserContext): Promise<number> {
  const session = await context.browser()!.newBrowserCDPSession()
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as { processInfo: { type: string; id: number }[] }
  return processInfo.find(({ type }) => type === 'browser')!.id
}

async function load(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.waitForFunction(() => 'page' in globalThis)
}

/** Loads nothing, only opens the log in a loaded page. */
export function open(page: Page): Promise<void> {
  return page.evaluate(() => globalThis.page.open())
}

export async function pair(page: Page): Promise<void> {
  await page.evaluate(() => globalThis.page.log!.pair('ABCD-1234'))
}

export async function reload(page: Page): Promise<void> {
  await page.reload()
  await page.waitForFunction(() => 'page' in globalThis)
  await open(page)
}

export function charge(page: Page, code: string, options: { id?: string; amount?: number } = {}) {
  return page.evaluate(([text, rest]) => globalThis.page.charge(text, rest), [code, options] as const)
}

export function allEntries(page: Page) {
  return page.evaluate(() => globalThis.page.allEntries())
}

export function queue(page: Page) {
  return page.evaluate(() => globalThis.page.log!.queue.get())
}

/** Waits until nothing is unsent, in flight or sent again. */
export async function drained(page: Page, timeout = 30_000): Promise<void> {
  await page.waitForFunction(
    () => {
      const { depth, inFlight, resending } = globalThis.page.log!.queue.get()
      return depth === 0 && inFlight === 0 && resending === 0
    },
    undefined,
    { timeout },
  )
}

export async function connection(page: Page, state: 'online' | 'offline', timeout = 20_000): Promise<void> {
  await page.waitForFunction((expected) => globalThis.page.log!.connection.get().state === expected, state, { timeout })
}

/** Takes the server away and waits until the terminal knows. */
export async function offline(page: Page, front: Front): Promise<void> {
  front.backend = null
  await page.evaluate(() => globalThis.page.log!.sendNow())
  await connection(page, 'offline')
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { chromiumLaunchOptions } from '../../../../../tools/chromium.ts'
import { stillCameraFlags } from './still-camera.ts'

/** A browser with a profile on the disk, to be killed as a power cut would and started again. */
export class KillableBrowser {
  readonly #profile: string
  readonly #locale: string
  #context: BrowserContext | null = null

  private constructor(profile: string, locale: string) {
    this.#profile = profile
    this.#locale = locale
  }

  static async start(locale: string): Promise<KillableBrowser> {
    const browser = new KillableBrowser(await mkdtemp(join(tmpdir(), 'mps-till-')), locale)
    await browser.launch()
    return browser
  }

  async launch(): Promise<void> {
    const options = {
      ...chromiumLaunchOptions(stillCameraFlags()),
      headless: true,
      locale: this.#locale,
      viewport: { width: 1024, height: 768 },
    }
    this.#context = await chromium.launchPersistentContext(this.#profile, options)
  }

  newPage(): Promise<Page> {
    return this.#context!.newPage()
  }

  async kill(): Promise<void> {
    const context = this.#context!
    const session = await context.browser()!.newBrowserCDPSession()
    const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as { processInfo: { type: string; id: number }[] }
    const gone = new Promise<void>((resolve) => context.once('close', () => resolve()))
    process.kill(processInfo.find(({ type }) => type === 'browser')!.id, 'SIGKILL')
    await gone
    this.#context = null
  }

  async dispose(): Promise<void> {
    await this.#context?.close()
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

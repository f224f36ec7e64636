import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { type Front, startFront } from '../../apps/terminal/tests/browser/log-support/front.ts'
import type { LogPage } from '../../apps/terminal/tests/browser/log-page/main.ts'
import { chromiumLaunchOptions } from '../../tools/chromium.ts'

/** A terminal's log in a browser of its own, with the network between it and a server. */
export type LogDevice = { page: Page; front: Front; chromium: string }

/** A browser with an empty profile on the disk, before a server. */
export async function onNewDevice<T>(bundle: string, serverUrl: string, work: (device: LogDevice) => Promise<T>): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'mps-bench-profile-'))
  const front = await startFront(bundle)
  front.backend = serverUrl
  const context = await chromium.launchPersistentContext(profile, { ...chromiumLaunchOptions(), headless: true })
  try {
    return await work({ page: await context.newPage(), front, chromium: context.browser()?.version() ?? '' })
  } finally {
    await context.close()
    await front.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Loads the page and opens the log; from the start of the navigation until a sale could be recorded, in ms. */
export async function openLog({ page, front }: LogDevice): Promise<number> {
  await page.goto(front.url)
  await page.waitForFunction(() => 'page' in globalThis)
  return page.evaluate(async () => {
    await globalThis.page.open()
    return performance.now()
  })
}

/** Cuts the server off, as the terminal notices at once. */
export async function cutOff({ page, front }: LogDevice): Promise<void> {
  front.backend = null
  await page.evaluate(() => globalThis.page.log!.sendNow())
}

/** How long each sale took from confirming to durable, in ms. */
export function sell({ page }: LogDevice, codes: readonly string[], count: number, cashierId?: string): Promise<number[]> {
  return page.evaluate(
    async ([texts, sales, cashier]) => {
      const durations: number[] = []
      for (let i = 0; i < sales; i++) {
        const began = performance.now()
        await globalThis.page.charge(texts[i % texts.length]!, cashier === undefined ? {} : { cashierId: cashier })
        durations.push(performance.now() - began)
      }
      return durations
    },
    [codes, count, cashierId] as const,
  )
}

/** Sends all that waits; how long that took, in ms. */
export function drain({ page }: LogDevice): Promise<number> {
  return page.evaluate(async () => {
    const { log }: LogPage = globalThis.page
    const began = performance.now()
    while (log!.queue.get().depth > 0) await log!.sendNow()
    return performance.now() - began
  })
}

/** How many entries the terminal shows in each state. */
export async function states({ page }: LogDevice): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  const entries = await page.evaluate(() => globalThis.page.allEntries())
  for (const { state } of entries) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

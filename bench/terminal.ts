// pnpm bench:terminal: T1, T2 and T3 of the quality bars: the real log in a real Chromium with a profile on the disk. The server is one
// that speaks the protocol and settles in memory, so the figures are the terminal's own. T4, the camera, is measured with the scanner.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { buildLogPage } from '../apps/terminal/tests/browser/log-support/build-page.ts'
import { someCodes } from '../apps/terminal/tests/browser/log-support/codes.ts'
import { type Front, startFront } from '../apps/terminal/tests/browser/log-support/front.ts'
import { HonestServer } from '../apps/terminal/tests/browser/log-support/honest-server.ts'
import type { LogPage } from '../apps/terminal/tests/browser/log-page/main.ts'
import { chromiumLaunchOptions } from '../tools/chromium.ts'
import { figure, machine, percentile, printFigure, writeResults } from './support/report.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const STORED = Math.round(10_000 * Number(process.env['BENCH_SCALE'] ?? 1))
const SALES = 200

type Round = { t1: number; t2: number; t3: number; chromium: string }

console.log(machine())
const bundle = await buildLogPage()
try {
  await bench()
} finally {
  await rm(bundle, { recursive: true, force: true })
}

async function bench(): Promise<void> {
  const rounds: Round[] = []
  for (let number = 1; number <= ROUNDS; number++) {
    const round = await onNewDevice(measure)
    rounds.push(round)
    const [t1, t2, t3] = [round.t1.toFixed(1), round.t2.toFixed(0), round.t3.toFixed(0)]
    console.log(`round ${number}: T1 p95 ${t1} ms  T2 ${t2} ms  T3 ${t3} ms`)
  }
  const of = (name: 't1' | 't2' | 't3') => figure(rounds.map((round) => round[name]))
  const results = { T1: of('t1'), T2: of('t2'), T3: of('t3') }
  printFigure('T1', results.T1, 'ms from confirming to durable, p95 (bar 50, goal 20)')
  printFigure('T2', results.T2, 'ms from opening to ready (bar 2000, goal 1000)')
  printFigure('T3', results.T3, `ms to drain ${STORED + SALES} entries (bar 30000, goal 10000 for 10,000)`)
  await writeResults('terminal', { ...results, settings: { stored: STORED, rounds: ROUNDS, chromium: rounds[0]?.chromium } })
}

/** A browser with an empty profile on the disk, and a server that has seen nothing. */
async function onNewDevice(work: (context: BrowserContext, front: Front, server: HonestServer) => Promise<Round>): Promise<Round> {
  const profile = await mkdtemp(join(tmpdir(), 'mps-bench-profile-'))
  const server = new HonestServer()
  await server.start()
  const front = await startFront(bundle)
  front.backend = server.url
  const context = await chromium.launchPersistentContext(profile, { ...chromiumLaunchOptions(), headless: true })
  try {
    return await work(context, front, server)
  } finally {
    await context.close()
    await front.close()
    await server.stop()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Records without a server, opens again, sells on, and lets all of it drain. */
async function measure(context: BrowserContext, front: Front, server: HonestServer): Promise<Round> {
  const page = await context.newPage()
  await openLog(page, front)
  await page.evaluate(() => globalThis.page.log!.pair('ABCD-1234'))
  front.backend = null
  await page.evaluate(() => globalThis.page.log!.sendNow())
  await sell(page, STORED)
  const t2 = await openLog(page, front)
  const t1 = percentile(await sell(page, SALES), 0.95)
  front.backend = server.url
  const t3 = await drain(page)
  conserve(server)
  return { t1, t2, t3, chromium: context.browser()?.version() ?? '' }
}

/** Loads the page and opens the log; from the start of the navigation until a sale could be recorded, in ms. */
async function openLog(page: Page, network: Front): Promise<number> {
  await page.goto(network.url)
  await page.waitForFunction(() => 'page' in globalThis)
  return page.evaluate(async () => {
    await globalThis.page.open()
    return performance.now()
  })
}

/** How long each sale took from confirming to durable, in ms. */
async function sell(page: Page, count: number): Promise<number[]> {
  const codes = await someCodes(200)
  return page.evaluate(
    async ([texts, sales]) => {
      const durations: number[] = []
      for (let i = 0; i < sales; i++) {
        const began = performance.now()
        await globalThis.page.charge(texts[i % texts.length]!)
        durations.push(performance.now() - began)
      }
      return durations
    },
    [codes, count] as const,
  )
}

async function drain(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { log }: LogPage = globalThis.page
    const began = performance.now()
    while (log!.queue.get().depth > 0) await log!.sendNow()
    return performance.now() - began
  })
}

/** Every entry settled once, none lost: else the figures mean nothing. */
function conserve(server: HonestServer): void {
  const { settlements, complaints } = server
  const held = server.heldSeq(1)
  const isWhole = settlements.length === held && new Set(settlements).size === held && complaints.length === 0
  console.log(`conservation: ${held} recorded, ${settlements.length} settled, ${new Set(settlements).size} different`)
  if (!isWhole) throw new Error(`lost or doubled: ${complaints.join(', ')}`)
}

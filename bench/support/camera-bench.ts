// T4 of the quality bars: the terminal's scanner in a real Chromium before a camera that plays a film, and on hard frames beside
// zxing-wasm alone. Runs by itself too: node bench/support/camera-bench.ts
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { build } from 'vite'
import { someCodes } from '../../apps/terminal/tests/browser/log-support/codes.ts'
import { startFront } from '../../apps/terminal/tests/browser/log-support/front.ts'
import { fakeCameraFlags, type Pose, type Scene, writeVideo } from '../../apps/terminal/tests/e2e/support/fake-camera.ts'
import { chromiumLaunchOptions } from '../../tools/chromium.ts'
import { type Hardship, hardFrames, HARDSHIPS, HEIGHT, WIDTH } from './hard-frames.ts'
import { type Figure, figure, machine, printFigure, writeResults } from './report.ts'
import type { FrameResult } from './scanner-page/scanner-page.ts'

const PAGE = fileURLToPath(new URL('scanner-page', import.meta.url))
const VISITORS = 10
const FRAME = 'frame.luma'

type Share = { zxing: number; first: number; second: number; onlyZxing: number; frames: number }
export type CameraResults = {
  latency: Figure
  medians: number[]
  shares: Record<Hardship | 'all', Share>
  ms: { zxing: Figure; first: Figure; second: Figure }
}

/** @param perHardship how many hard frames of each kind */
export async function measureCamera(rounds: number, perHardship: number): Promise<CameraResults> {
  const folder = await mkdtemp(join(tmpdir(), 'mps-bench-camera-'))
  const [film, site] = [join(folder, 'film.y4m'), join(folder, 'site')]
  await build({
    root: PAGE,
    base: './',
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir: site, emptyOutDir: true, target: 'chrome140', assetsInlineLimit: 0 },
  })
  await writeVideo(film, visits(await someCodes(VISITORS)))
  const front = await startFront(site)
  const browser = await chromium.launch({ ...chromiumLaunchOptions(fakeCameraFlags(film)), headless: true })
  try {
    const medians: number[] = []
    for (let round = 1; round <= rounds; round++) {
      // A fresh page: qr-scanner lets go of its camera 300 ms after it was closed, and would take the next one's picture away.
      const page = await browser.newPage()
      const latencies = await onPage(page, front.url, () => page.evaluate((count) => globalThis.scanner.watch(count), VISITORS))
      medians.push(figure(latencies).median)
      console.log(`round ${round}: T4 ${medians.at(-1)!.toFixed(0)} ms from seen to decoded (at most ${figure(latencies).max.toFixed(0)})`)
    }
    const page = await browser.newPage()
    const frames = await onPage(page, front.url, () => decodeAll(page, site, perHardship))
    return { latency: figure(medians), medians, ...frames }
  } finally {
    await browser.close()
    await front.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function onPage<T>(page: Page, url: string, work: () => Promise<T>): Promise<T> {
  await page.goto(url)
  await page.waitForFunction(() => 'scanner' in globalThis)
  const result = await work()
  await page.close()
  return result
}

/** Codes that come and go, as members hold their phones: straight, turned, off the middle, smaller, in poor light. */
function visits(texts: readonly string[]): Scene[] {
  const poses: Pose[] = [{}, { degrees: 30 }, { at: [0.3, 0.4] }, { size: 300 }, { noise: 25, degrees: 200, at: [0.65, 0.6], size: 340 }]
  return texts.flatMap((text, i) => [
    { text: null, frames: 6 },
    { text, frames: 8, pose: poses[i % poses.length]! },
  ])
}

async function decodeAll(page: Page, site: string, perHardship: number): Promise<Pick<CameraResults, 'shares' | 'ms'>> {
  const results: (FrameResult & { hardship: Hardship })[] = []
  for await (const { hardship, text, picture } of hardFrames(perHardship)) {
    await writeFile(join(site, FRAME), Uint8Array.from(picture.luma))
    const address = `${FRAME}?${results.length}`
    const found = await page.evaluate(([url, w, h]) => globalThis.scanner.decodeFrame(url, w, h), [address, WIDTH, HEIGHT] as const)
    // A text that is not the one in the picture is worse than none, so it ends the run.
    const wrong = Object.values(found).find((decoded) => decoded.text !== null && decoded.text !== text)
    if (wrong) throw new Error(`a ${hardship} frame was decoded to another text`)
    results.push({ ...found, hardship })
  }
  const of = (hardship: Hardship) => [hardship, shareOf(results.filter((each) => each.hardship === hardship))] as const
  const ms = (pick: 'zxing' | 'first' | 'second') => figure(results.map((each) => each[pick].ms))
  return {
    shares: { ...(Object.fromEntries(HARDSHIPS.map(of)) as Record<Hardship, Share>), all: shareOf(results) },
    ms: { zxing: ms('zxing'), first: ms('first'), second: ms('second') },
  }
}

function shareOf(results: readonly FrameResult[]): Share {
  const count = (pick: (result: FrameResult) => boolean) => results.filter(pick).length
  return {
    frames: results.length,
    zxing: count(({ zxing }) => zxing.text !== null),
    first: count(({ first }) => first.text !== null),
    second: count(({ second }) => second.text !== null),
    onlyZxing: count(({ zxing, second }) => zxing.text !== null && second.text === null),
  }
}

export function printCamera({ latency, shares, ms }: CameraResults): void {
  printFigure('T4', latency, 'ms from seen to decoded, median of each round (bar 300, goal 150)')
  console.log('hard frames decoded   zxing-wasm alone   terminal, first look   with its second look   of')
  for (const [name, { zxing, first, second, frames }] of Object.entries(shares)) {
    const numbers = [zxing, first, second].map((number, i) => String(number).padStart([16, 22, 22][i]!)).join('')
    console.log(`  ${name.padEnd(19)}${numbers}${String(frames).padStart(6)}`)
  }
  const { all } = shares
  console.log(
    `terminal ÷ zxing-wasm alone: ${(all.second / all.zxing).toFixed(2)} (bar: level; goal: ahead); only zxing-wasm: ${all.onlyZxing}`,
  )
  console.log(`a frame takes ${ms.zxing.median.toFixed(0)} ms alone, ${ms.first.median.toFixed(0)} ms in the terminal's worker`)
}

if (import.meta.main) {
  console.log(machine())
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
  const results = await measureCamera(rounds, Math.round(15 * Number(process.env['BENCH_SCALE'] ?? 1)))
  printCamera(results)
  await writeResults('camera', { T4: results, settings: { rounds, visitors: VISITORS } })
}

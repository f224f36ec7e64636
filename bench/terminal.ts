// pnpm bench:terminal: T1 to T4 of the quality bars, in a real Chromium with a profile on the disk. T1 to T3 run the real log before a
// server that speaks the protocol and settles in memory, so the figures are the terminal's own; T3 runs again into the real server and
// PostgreSQL. `node bench/terminal.ts camera` (or `log`, or `drain`) measures a part.
import { rm } from 'node:fs/promises'
import { buildLogPage } from '../apps/terminal/tests/browser/log-support/build-page.ts'
import { someCodes } from '../apps/terminal/tests/browser/log-support/codes.ts'
import { HonestServer } from '../apps/terminal/tests/browser/log-support/honest-server.ts'
import { measureCamera, printCamera } from './support/camera-bench.ts'
import { measureRealDrain } from './support/drain-bench.ts'
import { cutOff, drain, type LogDevice, onNewDevice, openLog, sell } from './support/log-device.ts'
import { type Figure, figure, machine, percentile, printFigure, writeResults } from './support/report.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const SCALE = Number(process.env['BENCH_SCALE'] ?? 1)
const STORED = Math.round(10_000 * SCALE)
const HARD_FRAMES_OF_A_KIND = Math.max(2, Math.round(15 * SCALE))
const SALES = 200

const asked = process.argv.slice(2)
const measures = (part: 'log' | 'drain' | 'camera') => asked.length === 0 || asked.includes(part)

console.log(machine())
const results: Record<string, unknown> = { settings: { stored: STORED, rounds: ROUNDS, framesOfAKind: HARD_FRAMES_OF_A_KIND } }
const bundle = await buildLogPage()
try {
  if (measures('log')) Object.assign(results, await measureLog())
  if (measures('drain')) results['T3 real server'] = figure(await measureRealDrain(bundle, STORED, ROUNDS))
  if (measures('camera')) results['T4'] = await measureCamera(ROUNDS, HARD_FRAMES_OF_A_KIND)
} finally {
  await rm(bundle, { recursive: true, force: true })
}
report()
await writeResults('terminal', results)

function report(): void {
  const {
    T1,
    T2,
    T3,
    T4,
    'T3 real server': real,
  } = results as {
    [name in 'T1' | 'T2' | 'T3' | 'T3 real server']?: Figure
  } & { T4?: Awaited<ReturnType<typeof measureCamera>> }
  console.log(`\nmedian (min – max) of ${ROUNDS} rounds`)
  if (T1) printFigure('T1', T1, 'ms from confirming to durable, p95 (bar 50, goal 20)')
  if (T2) printFigure('T2', T2, 'ms from opening to ready (bar 2000, goal 1000)')
  if (T3) printFigure('T3', T3, `ms to drain ${STORED + SALES} entries into a server in memory (bar 30000, goal 10000 for 10,000)`)
  if (real) printFigure('T3', real, `ms to drain ${STORED} entries into the real server (bar 30000, goal 10000 for 10,000)`)
  if (T4) printCamera(T4)
}

async function measureLog(): Promise<Record<'T1' | 'T2' | 'T3', Figure> & { chromium: string }> {
  const rounds: Awaited<ReturnType<typeof logRound>>[] = []
  for (let number = 1; number <= ROUNDS; number++) {
    const server = new HonestServer()
    await server.start()
    const round = await onNewDevice(bundle, server.url, (device) => logRound(device, server))
    await server.stop()
    rounds.push(round)
    console.log(`round ${number}: T1 p95 ${round.t1.toFixed(1)} ms  T2 ${round.t2.toFixed(0)} ms  T3 ${round.t3.toFixed(0)} ms`)
  }
  const of = (name: 't1' | 't2' | 't3') => figure(rounds.map((round) => round[name]))
  return { T1: of('t1'), T2: of('t2'), T3: of('t3'), chromium: rounds[0]?.chromium ?? '' }
}

/** Records without a server, opens again, sells on, and lets all of it drain. */
async function logRound(device: LogDevice, server: HonestServer) {
  await openLog(device)
  await device.page.evaluate(() => globalThis.page.log!.pair('ABCD-1234'))
  await cutOff(device)
  const codes = await someCodes(200)
  await sell(device, codes, STORED)
  const t2 = await openLog(device)
  const t1 = percentile(await sell(device, codes, SALES), 0.95)
  device.front.backend = server.url
  const t3 = await drain(device)
  conserve(server)
  return { t1, t2, t3, chromium: device.chromium }
}

/** Every entry settled once, none lost: else the figures mean nothing. */
function conserve(server: HonestServer): void {
  const { settlements, complaints } = server
  const held = server.heldSeq(1)
  const isWhole = settlements.length === held && new Set(settlements).size === held && complaints.length === 0
  console.log(`conservation: ${held} recorded, ${settlements.length} settled, ${new Set(settlements).size} different`)
  if (!isWhole) throw new Error(`lost or doubled: ${complaints.join(', ')}`)
}

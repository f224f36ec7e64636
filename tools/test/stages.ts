import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { inRoot } from '../root.ts'

export type Counts = { passed: number; failed: number; skipped: number }
export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 }

export function plus(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** Runs a program of node_modules in the foreground; whether it succeeded. */
export async function succeeds(command: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  const child = spawn(command, args, { cwd: inRoot(), stdio: 'inherit', env: { ...process.env, ...env } })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0
}

const VitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  success: z.boolean(),
})

/** The tests that need no browser, of all packages in one run. */
export async function vitest(): Promise<{ ok: boolean; counts: Counts }> {
  return withReport(async (file) => {
    const ok = await succeeds('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`])
    const report = VitestReport.parse(JSON.parse(await readFile(file, 'utf8')))
    const counts = { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests }
    return { ok: ok && report.success, counts }
  })
}

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  errors: z.array(z.unknown()),
})

/** The browser tests. One that needed its second try has passed, and is named on a line of its own. */
export async function playwright(): Promise<{ ok: boolean; counts: Counts }> {
  return withReport(async (file) => {
    const ok = await succeeds('playwright', ['test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: file, CI: '1' })
    const { stats, errors } = PlaywrightReport.parse(JSON.parse(await readFile(file, 'utf8')))
    const counts = { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }
    if (stats.flaky > 0) console.log(`${stats.flaky} flaky: passed on the second try only, see above`)
    return { ok: ok && errors.length === 0, counts }
  })
}

/** A runner that dies before it writes its report has one failure: itself. */
async function withReport(run: (file: string) => Promise<{ ok: boolean; counts: Counts }>): Promise<{ ok: boolean; counts: Counts }> {
  const folder = await mkdtemp(join(tmpdir(), 'mps-report-'))
  try {
    const result = await run(join(folder, 'report.json'))
    return result.ok || result.counts.failed > 0 ? result : { ok: false, counts: plus(result.counts, { ...NONE, failed: 1 }) }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { ok: false, counts: { ...NONE, failed: 1 } }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

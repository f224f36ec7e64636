import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inRoot } from '../root.ts'
import { readPlaywrightReport, readVitestReport } from './reports.ts'

export type Counts = { passed: number; failed: number; skipped: number }
/** What a stage leaves for the last lines: `troubles` names each test that failed or needed a second try, by file and title. */
export type Outcome = { ok: boolean; counts: Counts; troubles: string[] }
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

/** The tests that need no browser, of all packages in one run. */
export async function vitest(): Promise<Outcome> {
  return withReport(async (file) => {
    const ok = await succeeds('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`])
    const { isGood, ...found } = readVitestReport(await readFile(file, 'utf8'))
    return { ok: ok && isGood, ...found }
  })
}

/** The browser tests. One that needed its second try has passed, and is named on a line of its own. */
export async function playwright(): Promise<Outcome> {
  return withReport(async (file) => {
    const ok = await succeeds('playwright', ['test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: file, CI: '1' })
    const { isGood, ...found } = readPlaywrightReport(await readFile(file, 'utf8'))
    return { ok: ok && isGood, ...found }
  })
}

/** A runner that dies before it writes its report has one failure: itself. */
async function withReport(run: (file: string) => Promise<Outcome>): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'mps-report-'))
  try {
    const result = await run(join(folder, 'report.json'))
    return result.ok || result.counts.failed > 0 ? result : { ...result, ok: false, counts: plus(result.counts, { ...NONE, failed: 1 }) }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { ok: false, counts: { ...NONE, failed: 1 }, troubles: [] }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

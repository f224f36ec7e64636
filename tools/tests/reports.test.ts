import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inRoot } from '../root.ts'
import { readPlaywrightReport, readVitestReport } from '../test/reports.ts'

describe('the last lines of npm test', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mps-reports-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** A real runner on samples of which some are red: it ends with an error, and leaves its report. */
  async function reportOf(runner: string, ...args: string[]): Promise<string> {
    const file = join(folder, `${runner}.json`)
    const env = { PATH: process.env['PATH'], PLAYWRIGHT_JSON_OUTPUT_FILE: file, SAMPLE_OUTPUT: join(folder, 'output') }
    const command = [...args, '--config', `tools/tests/samples/${runner}.config.ts`, '--reporter=json']
    const run = promisify(execFile)(inRoot('node_modules/.bin', runner), command, { env, cwd: inRoot() })
    await expect(run).rejects.toMatchObject({ code: 1 })
    return readFile(file, 'utf8')
  }

  it('name what failed in Vitest, a file that could not be loaded among it', async () => {
    const report = await reportOf('vitest', 'run', `--outputFile=${join(folder, 'vitest.json')}`)
    expect(readVitestReport(report)).toEqual({
      isGood: false,
      counts: { passed: 1, failed: 1, skipped: 0 },
      troubles: [
        'failed: tools/tests/samples/red.vitest.ts › a sum is wrong',
        'failed: tools/tests/samples/unloadable.vitest.ts › this file cannot be loaded',
      ],
    })
  })

  it('name what failed in Playwright, and what needed its second try', async () => {
    const report = await reportOf('playwright', 'test')
    expect(readPlaywrightReport(report)).toEqual({
      isGood: true,
      counts: { passed: 2, failed: 1, skipped: 0 },
      troubles: [
        'failed: tools/tests/samples/red.playwright.ts › a sum › is wrong',
        'flaky: tools/tests/samples/red.playwright.ts › a sum › is right at the second try',
      ],
    })
  })
})

import { join, relative } from 'node:path'
import { z } from 'zod'
import { inRoot } from '../root.ts'
import type { Counts } from './stages.ts'

/** What a runner's report says; a test in trouble is named as `failed: file › title`, on one line. */
export type Findings = { isGood: boolean; counts: Counts; troubles: string[] }

const named = (what: string, file: string, title: string) => `${what}: ${file} › ${title}`.replaceAll(/\s+/g, ' ')

const VitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
})

export function readVitestReport(text: string): Findings {
  const report = VitestReport.parse(JSON.parse(text))
  const troubles = report.testResults.flatMap((file) => {
    const path = relative(inRoot(), file.name)
    const failed = file.assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => named('failed', path, fullName))
    // A file that could not be loaded, or whose hook failed, has no failed test to name.
    return failed.length === 0 && file.status === 'failed' ? [named('failed', path, file.message)] : failed
  })
  const counts = { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests }
  return { isGood: report.success, counts, troubles }
}

const Spec = z.object({ title: z.string(), file: z.string(), tests: z.array(z.object({ status: z.string() })) })
const Suite = z.object({
  title: z.string(),
  specs: z.array(Spec),
  get suites() {
    return z.array(Suite).optional()
  },
})
const PlaywrightReport = z.object({
  config: z.object({ rootDir: z.string() }),
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  errors: z.array(z.object({ message: z.string().optional() })),
  suites: z.array(Suite),
})

export function readPlaywrightReport(text: string): Findings {
  const { config, stats, errors, suites } = PlaywrightReport.parse(JSON.parse(text))
  const troubles = [
    ...suites.flatMap((suite) => troublesOf(suite, relative(inRoot(), config.rootDir))),
    ...errors.map(({ message }) => named('failed', 'the run', message ?? '')),
  ]
  const counts = { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }
  return { isGood: errors.length === 0, counts, troubles }
}

/** The suite of a file bears its name; those within it are the test's describes. */
function troublesOf(suite: z.infer<typeof Suite>, folder: string, describes: string[] = []): string[] {
  const own = suite.specs.flatMap(({ title, file, tests }) => {
    const status = tests.map((test) => test.status).find((each) => each === 'unexpected' || each === 'flaky')
    if (status === undefined) return []
    return [named(status === 'flaky' ? 'flaky' : 'failed', join(folder, file), [...describes, title].join(' › '))]
  })
  return [...own, ...(suite.suites ?? []).flatMap((inner) => troublesOf(inner, folder, [...describes, inner.title]))]
}

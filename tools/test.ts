import { glob } from 'node:fs/promises'
import { buildPages } from './build-pages.ts'
import { ensureChromium } from './chromium.ts'
import { inRoot } from './root.ts'
import { NONE, type Outcome, playwright, plus, succeeds, vitest } from './test/stages.ts'

/** npm test: everything that must hold before a change is taken; stops at the first stage that fails. */

type Stage = { name: string; run: () => Promise<Pick<Outcome, 'ok'> & Partial<Outcome>> }

const command = (name: string, program: string, ...args: string[]): Stage => ({
  name,
  run: async () => ({ ok: await succeeds(program, args) }),
})

const TSCONFIGS = [
  'apps/*/tsconfig.json',
  'apps/*/tests/tsconfig.json',
  'packages/*/tsconfig.json',
  'bench/tsconfig.json',
  'tools/tsconfig.json',
]

/** Every package of the workspace that has a tsconfig, and the tools. */
async function types(): Promise<{ ok: boolean }> {
  const configs: string[] = []
  for await (const config of glob(TSCONFIGS, { cwd: inRoot() })) configs.push(config)
  for (const config of configs.toSorted()) if (!(await succeeds('tsc', ['-p', config]))) return { ok: false }
  return { ok: configs.length > 0 }
}

async function buildAll(): Promise<{ ok: boolean }> {
  await buildPages(console.log)
  return { ok: true }
}

async function browser(): Promise<{ ok: boolean }> {
  console.log(`Chromium: ${await ensureChromium(console.log)}`)
  return { ok: true }
}

const STAGES: Stage[] = [
  command('format', 'oxfmt', '--check', '.'),
  command('lint', 'oxlint', '--type-aware'),
  { name: 'types', run: types },
  { name: 'unit, database and route tests', run: vitest },
  { name: 'build', run: buildAll },
  { name: 'chromium', run: browser },
  { name: 'browser tests', run: playwright },
]

async function runStage({ name, run }: Stage): Promise<Outcome> {
  console.log(`\n=== ${name}`)
  const startedAt = Date.now()
  const { ok, counts, troubles } = await run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    return { ok: false, counts: undefined, troubles: undefined }
  })
  console.log(`=== ${name}: ${ok ? 'ok' : 'FAILED'} (${Math.round((Date.now() - startedAt) / 1000)} s)`)
  // A stage that has no tests of its own counts as one when it fails, so that the last line never reads like a success.
  return { ok, counts: counts ?? { ...NONE, failed: ok ? 0 : 1 }, troubles: troubles ?? [] }
}

let total = NONE
let allOk = true
const troubles: string[] = []
for (const stage of STAGES) {
  const outcome = await runStage(stage)
  total = plus(total, outcome.counts)
  allOk &&= outcome.ok
  troubles.push(...outcome.troubles)
  if (!outcome.ok) {
    console.log(`\nStopped: the stage "${stage.name}" failed.`)
    break
  }
}
// Last, so that a log whose beginning was cut off still says which.
console.log(
  ['', ...troubles, `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`].join('\n'),
)
process.exit(allOk ? 0 : 1)

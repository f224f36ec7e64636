import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const PAGE = fileURLToPath(new URL('../log-page', import.meta.url))

/** Bundles the page with the log and no screens; gives the folder, which is the caller's to remove. */
export async function buildLogPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mps-log-page-'))
  const worker = { format: 'es' as const }
  const output = { outDir: folder, emptyOutDir: true, target: 'chrome140', modulePreload: { polyfill: false } }
  await build({ root: PAGE, base: './', configFile: false, logLevel: 'error', worker, build: output })
  return folder
}

import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { inRoot } from './root.ts'

type Page = { name: string; config: string; output: string; sources: string[] }

const SHARED = ['packages/shared/src', 'pnpm-lock.yaml']
const PAGES: Page[] = ['terminal', 'wallet'].map((name) => ({
  name,
  config: `apps/${name}/vite.config.ts`,
  output: name === 'terminal' ? 'apps/terminal/dist/renderer/index.html' : 'apps/wallet/dist/index.html',
  sources: [
    ...SHARED,
    ...['src', 'public', 'index.html', 'vite.config.ts', 'precache-plugin.ts', 'package.json'].map((path) => `apps/${name}/${path}`),
  ],
}))

/** Builds the terminal's and the wallet's pages, each only when its sources are not those of the last build. */
export async function buildPages(log: (line: string) => void): Promise<void> {
  // A machine that tests sets NODE_ENV=test, and Vite would then build a page without what only the real one has: its service worker.
  process.env['NODE_ENV'] = 'production'
  for (const page of PAGES) {
    const stampFile = inRoot('node_modules/.cache/mps', `${page.name}.built`)
    const stamp = await sourcesHash(page.sources)
    const isCurrent = (await readOrNull(stampFile)) === stamp && (await stat(inRoot(page.output)).catch(() => null)) !== null
    if (isCurrent) continue
    log(`Building the ${page.name} page …`)
    await build({ root: inRoot('apps', page.name), configFile: inRoot(page.config), logLevel: 'warn' })
    await mkdir(dirname(stampFile), { recursive: true })
    await writeFile(stampFile, stamp)
  }
}

async function sourcesHash(sources: string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of (await Promise.all(sources.map(filesBelow))).flat().toSorted()) {
    hash.update(`${file}\n`).update(await readFile(inRoot(file)))
  }
  return hash.digest('hex')
}

async function filesBelow(path: string): Promise<string[]> {
  const info = await stat(inRoot(path)).catch(() => null)
  if (!info?.isDirectory()) return info ? [path] : []
  const entries = await readdir(inRoot(path), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(inRoot().length))
}

function readOrNull(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null)
}

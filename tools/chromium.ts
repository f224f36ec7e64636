import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from '@playwright/test'

/** Chromium without what needs a network, a graphics card or a first run. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** Where a system keeps a Chromium of its own. */
const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']

/** A download that is present and still lacks a library of the system does not count. */
function runs(executable: string): boolean {
  return spawnSync(executable, ['--version', '--no-sandbox'], { timeout: 20_000 }).status === 0
}

/** Looked for once: the workers of a run inherit what its first process found. */
const FOUND = 'MPS_CHROMIUM'

/** Playwright's own Chromium where it is installed and runs, else the system's; null where there is neither. */
export function findChromium(): string | null {
  const known = process.env[FOUND]
  if (known) return known
  const found = [chromium.executablePath(), ...SYSTEM].find(runs)
  if (found) process.env[FOUND] = found
  return found ?? null
}

/** What `chromium.launch()` takes; a fake camera and the like go into `flags`. */
export function chromiumLaunchOptions(flags: string[] = []): { executablePath: string; args: string[] } {
  const executablePath = findChromium()
  if (!executablePath) throw new Error(MISSING)
  return { executablePath, args: [...CHROMIUM_FLAGS, ...flags] }
}

const MISSING =
  'No Chromium: Playwright could not download its own, and Debian has none installed. Install one (apt-get install chromium) or let this machine reach the download.'

/** Gets a Chromium where there is none: Playwright's download, else Debian's package. */
export async function ensureChromium(log: (line: string) => void): Promise<string> {
  const found = findChromium()
  if (found) return found
  log('Downloading Chromium with Playwright …')
  const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js')
  const mayInstall = process.getuid?.() === 0
  await run(process.execPath, [cli, 'install', ...(mayInstall ? ['--with-deps'] : []), 'chromium'])
  const downloaded = findChromium()
  if (downloaded) return downloaded
  log('That did not work; installing the chromium package of the system …')
  const [command, ...prefix] = mayInstall ? ['apt-get'] : ['sudo', '-n', 'apt-get']
  await run(command, [...prefix, 'update'])
  await run(command, [...prefix, 'install', '--yes', '--no-install-recommends', 'chromium'])
  const installed = findChromium()
  if (!installed) throw new Error(MISSING)
  return installed
}

/** Five minutes at most; success is judged by what is there afterwards. */
async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: 'inherit', timeout: 300_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  await once(child, 'exit').catch(() => {})
}

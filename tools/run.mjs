// npm start and npm test. Plain JavaScript for Node 20, since it runs before anything is installed: it installs, then hands over to
// tools/start.ts or tools/test.ts under the Node 24 that the installation brought.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const PNPM = 'pnpm@12.21.0'
const NODE = join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const STAMP = join(ROOT, 'node_modules', '.mps-installed')
const SCRIPTS = { start: 'tools/start.ts', test: 'tools/test.ts' }

/** What an installation depends on; the stamp holds its hash when the installation has succeeded. */
function lockHash() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) hash.update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

function isInstalled() {
  return existsSync(NODE) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockHash()
}

/** Runs a program in the foreground and answers with its exit code. */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options })
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)))
    options.onStart?.(child)
  })
}

async function install() {
  if (isInstalled()) return
  console.log('Installing dependencies …')
  const code = await run('npx', ['--yes', PNPM, 'install', '--frozen-lockfile'], { shell: process.platform === 'win32' })
  if (code !== 0 || !existsSync(NODE)) throw new Error('The installation failed; the lines above say why. It needs the npm registry once.')
  writeFileSync(STAMP, lockHash())
}

/**
 * The channel tells the child when this process is killed, so that PostgreSQL never outlives its start; and where npm itself has gone,
 * this process ends.
 */
function superviseFrom(parent) {
  return (child) => {
    const stop = () => child.kill('SIGTERM')
    // Ctrl-C reaches the child by itself, as one of the terminal's foreground group.
    process.on('SIGINT', () => {})
    process.on('SIGTERM', stop)
    process.on('SIGHUP', stop)
    setInterval(() => process.ppid !== parent && stop(), 500).unref()
  }
}

async function main() {
  const [task, ...args] = process.argv.slice(2)
  const script = SCRIPTS[task]
  if (!script) throw new Error(`Say what to run: ${Object.keys(SCRIPTS).join(' or ')}`)
  const parent = process.ppid
  await install()
  const path = [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(process.platform === 'win32' ? ';' : ':')
  const options = { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: { ...process.env, PATH: path }, onStart: superviseFrom(parent) }
  // As the server's own start script has it: rooms for what lives shortly are collected less often, a tenth of what a charge costs there.
  return run(NODE, ['--max-semi-space-size=64', join(ROOT, script), ...args], options)
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message)
    process.exit(1)
  },
)

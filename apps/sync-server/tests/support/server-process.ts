import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../../tools/embedded-postgres.ts'
import { newSecrets } from '../../src/secrets.ts'
import { nextKeyId } from './key-ids.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
/** A start compiles and strips the types of some hundred files; kept from one to the next, that is half of its time. */
const COMPILED = fileURLToPath(new URL('../../../../node_modules/.cache/mps/compiled', import.meta.url))
/** A minute, for a machine that does much else beside. */
const START_TIMEOUT_MS = 60_000

export type ServerProcess = {
  /** The same before and after a restart. */
  url: string
  port: number
  /** What the process has written, all runs together. */
  output(): string
  /** Starts it again on its port with its secrets, after `kill` or `stop`. */
  start(): Promise<void>
  /** SIGKILL: no drain, no goodbye. */
  kill(): Promise<void>
  /** SIGTERM, as an operator stops it; resolves with the exit code. */
  stop(): Promise<number | null>
  /** Kills what runs and removes the secrets. */
  dispose(): Promise<void>
}

/** The server as a process of its own, to be killed and started again; in-process tests take `startTestServer`. */
export async function startServerProcess(databaseUrl: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'mps-server-'))
  await writeFile(join(folder, 'secrets.json'), JSON.stringify(newSecrets(nextKeyId())), { mode: 0o600 })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const output: string[] = []
  let child: ChildProcess | undefined

  const start = async () => {
    const settings = { DATABASE_URL: databaseUrl, PORT: String(port), SECRETS_FILE: join(folder, 'secrets.json'), LOG_LEVEL: 'info' }
    const generous = { RATE_LIMIT_PAIR: '100000', RATE_LIMIT_TOKEN: '100000', RATE_LIMIT_SIGN_IN: '100000' }
    child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILED, ...settings, ...generous, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()))
    await untilReady(url, child, once(child, 'close'), output)
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    child.kill(signal)
    await once(child, 'exit')
    return child.exitCode
  }
  const dispose = async () => {
    await end('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
  await start()
  return {
    url,
    port,
    output: () => output.join(''),
    start,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    dispose,
  }
}

/** `closed` comes after the process has ended and all that it said has been read. */
async function untilReady(url: string, child: ChildProcess, closed: Promise<unknown>, output: string[]): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline && child.exitCode === null) {
    const ready = await fetch(`${url}/ready`).catch(() => null)
    if (ready?.ok) return
    await sleep(50)
  }
  child.kill('SIGKILL')
  await closed
  throw new Error(`The server did not become ready:\n${output.join('')}`)
}

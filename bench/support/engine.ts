import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../tools/embedded-postgres.ts'
import { migrate } from '../../apps/sync-server/src/db/migrate.ts'
import { typeParsers } from '../../apps/sync-server/src/db/pool.ts'
import { serverLogin } from '../../apps/sync-server/src/db/server-login.ts'

/** Room for pgbench's tables and ours (64 of its scales are 960 MB): in 1 GB each had to write what the other had left before it could go on. */
export const SETTINGS = { shared_buffers: '2560MB', max_wal_size: '8GB', checkpoint_timeout: '15min', max_connections: 200 }

/** PostgreSQL with the whole schema, the real server process beside it, and a connection of the owner. */
export type Engine = {
  owner: pg.Pool
  postgresUrl: URL
  serverUrl: URL
  secretsFile: string
  /** CPU time in ms that the server process and PostgreSQL with all its backends have used; null where /proc does not tell. */
  cpu(): { server: number; postgres: number } | null
  stop(): Promise<void>
}

export async function startEngine(): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'mps-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), settings: SETTINGS })
  await touchSharedBuffers(postgres.url)
  await migrate(postgres.url)
  const secretsFile = join(folder, 'secrets.json')
  const server = await startServerProcess(await serverLogin(postgres.url), secretsFile, join(folder, 'server.log'))
  const owner = new pg.Pool({ connectionString: postgres.url, max: 4, types: typeParsers })
  return {
    owner,
    postgresUrl: new URL(postgres.url),
    serverUrl: server.url,
    secretsFile,
    cpu: () => cpuOf(server.pid, join(folder, 'data', 'postmaster.pid')),
    stop: async () => {
      await server.stop()
      await owner.end()
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Fills the buffers once, as those of a server that has run for a while are. The kernel gives a page its memory when it is first touched, which
 * costs a virtual machine up to 11 µs: entries, which are new pages, would pay for it, and pgbench, which changes pages that its own set-up has
 * touched, would not.
 */
async function touchSharedBuffers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('create unlogged table filler (page text storage plain)')
    await client.query(
      `insert into filler select repeat('x', 8000) from generate_series(1, pg_size_bytes(current_setting('shared_buffers')) / 8192)`,
    )
    await client.query('drop table filler')
  } finally {
    await client.end()
  }
}

async function startServerProcess(
  databaseUrl: string,
  secretsFile: string,
  logFile: string,
): Promise<{ url: URL; pid: number; stop(): Promise<void> }> {
  const port = await freePort()
  const folder = fileURLToPath(new URL('../../apps/sync-server/', import.meta.url))
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts: { start: string } }
  const [, ...start] = scripts.start.split(' ')
  // Flags for a profile, such as --cpu-prof, reach the server by this variable.
  const flags = (process.env['BENCH_SERVER_FLAGS'] ?? '').split(' ').filter(Boolean)
  const log = openSync(logFile, 'w')
  const child = spawn(process.execPath, [...flags, ...start], {
    cwd: folder,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      SECRETS_FILE: secretsFile,
      PORT: String(port),
      RATE_LIMIT_PAIR: '100000',
      RATE_LIMIT_TOKEN: '100000',
      DATABASE_STATEMENT_TIMEOUT_MS: '60000',
    },
    // A file, as a service manager has it: through a pipe the log would wait for the process that makes the load.
    stdio: ['ignore', log, 'inherit'],
  })
  closeSync(log)
  const url = new URL(`http://127.0.0.1:${port}`)
  await untilReady(url, child)
  return { url, pid: child.pid ?? 0, stop: () => stopped(child) }
}

function cpuOf(serverPid: number, pidFile: string): { server: number; postgres: number } | null {
  try {
    const postmaster = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statOf(name)?.[1] === String(postmaster))
    const backends = children.map((pid) => ticks(pid, false)).reduce((a, b) => a + b, 0)
    return { server: ticks(String(serverPid), false), postgres: ticks(String(postmaster), true) + backends }
  } catch {
    return null
  }
}

/** The fields of /proc/PID/stat behind the command's name: state, parent, … (proc(5)). */
function statOf(pid: string): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  } catch {
    return null
  }
}

/** User and system time in ms, of the children that have ended too where asked; a tick is 10 ms. */
function ticks(pid: string, withEnded: boolean): number {
  const fields = statOf(pid) ?? []
  return fields.slice(11, withEnded ? 15 : 13).reduce((sum, field) => sum + Number(field), 0) * 10
}

async function untilReady(url: URL, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    const answer = await fetch(new URL('/ready', url)).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the server did not become ready')
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

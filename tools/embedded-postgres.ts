import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { type Binaries, findBinaries, type Identity, SYSTEM_DIR } from './postgres/binaries.ts'
import { initCluster, superuserPassword } from './postgres/init-cluster.ts'

const run = promisify(execFile)

export type StopMode = 'fast' | 'immediate'
export type EmbeddedPostgresOptions = {
  dataDir: string
  /** A free one by default. */
  port?: number
  /** postgresql.conf settings on top of the defaults, such as `{ shared_buffers: '512MB' }`. */
  settings?: Record<string, string | number>
}
export type EmbeddedPostgres = {
  /** Connection of the superuser to the database `postgres`. */
  url: string
  port: number
  /** `immediate` is PostgreSQL's crash: no checkpoint, recovery at the next start. Without effect on a server that has stopped. */
  stop(mode?: StopMode): Promise<void>
}

/** Durability is never traded for speed here: fsync, synchronous_commit and full_page_writes keep PostgreSQL's own default, on. */
const DEFAULTS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  max_locks_per_transaction: 256,
  shared_buffers: '128MB',
  password_encryption: 'scram-sha-256',
  log_timezone: 'UTC',
  timezone: 'UTC',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
}

/**
 * Starts PostgreSQL on `dataDir`, made on first use, and recovers what a killed predecessor left there: a stale pid file, or a server that
 * still runs. It runs in a session of its own, so that Ctrl-C reaches it through `stop()` only, after the requests have been drained.
 * @throws when another living process uses the same data directory
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries()
  const dataDir = await reachableDataDir(options.dataDir, binaries)
  const password = await superuserPassword(options.dataDir)
  await stopLeftOver(dataDir, binaries, password)
  await initCluster(dataDir, password, binaries)
  const port = options.port ?? (await freePort())
  await writeSettings(dataDir, { ...DEFAULTS, ...options.settings, port })
  const log = await freshLog(dataDir)
  await pgCtl(binaries, ['start', '-w', '-t', '120', '-D', dataDir, '-l', log]).catch(async (error: unknown) => {
    throw new Error(`PostgreSQL did not start:\n${await readFile(log, 'utf8').catch(() => '')}`, { cause: error })
  })
  const url = urlOf(port, password)
  const owner = await claim(url)
  const stop = async (mode: StopMode = 'fast') => {
    await owner.end().catch(() => {})
    if (await runningPid(dataDir)) await pgCtl(binaries, ['stop', '-w', '-t', '60', '-m', mode, '-D', dataDir])
  }
  return { url, port, stop }
}

function urlOf(port: number | string, password: string): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
}

function pgCtl({ bin, identity }: Binaries, args: string[]): Promise<unknown> {
  return run(join(bin, 'pg_ctl'), args, { ...identity, cwd: '/', timeout: 180_000 })
}

/** The user `postgres` cannot enter a private home: the data then lives in the system's place, with a link where it was asked for. */
async function reachableDataDir(dataDir: string, { identity }: Binaries): Promise<string> {
  const parent = dirname(dataDir)
  await mkdir(parent, { recursive: true })
  if (!('uid' in identity)) return dataDir
  // A temporary folder is private from its making; passing through, without a look around, is all that the server needs.
  if (dirname(parent) === tmpdir() && !(await enters(parent, identity))) await chmod(parent, 0o711)
  if (await enters(parent, identity)) return dataDir
  const elsewhere = join(SYSTEM_DIR, createHash('sha256').update(dataDir).digest('hex').slice(0, 12))
  await mkdir(SYSTEM_DIR, { recursive: true, mode: 0o755 })
  await symlink(elsewhere, dataDir).catch(() => {})
  return elsewhere
}

function enters(folder: string, identity: Identity): Promise<boolean> {
  return run('test', ['-x', folder], { ...identity, cwd: '/' }).then(
    () => true,
    () => false,
  )
}

/** The pid of the server that runs on this data directory, or null; a pid file that names another program is a left-over. */
async function runningPid(dataDir: string): Promise<number | null> {
  const lines = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => null)
  const pid = Number(lines?.split('\n')[0])
  if (!pid) return null
  return (await programOf(pid)).includes('postgres') ? pid : null
}

/** The name of a running program; slim containers have /proc and no ps, a Mac has it the other way round. */
async function programOf(pid: number): Promise<string> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => null)
  if (name !== null || process.platform === 'linux') return name ?? ''
  const { stdout } = await run('ps', ['-p', String(pid), '-o', 'comm=']).catch(() => ({ stdout: '' }))
  return stdout
}

async function stopLeftOver(dataDir: string, binaries: Binaries, password: string): Promise<void> {
  if (!(await runningPid(dataDir))) {
    await rm(join(dataDir, 'postmaster.pid'), { force: true })
    return
  }
  const port = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[3]
  if (port && (await isClaimed(urlOf(port, password)))) {
    throw new Error(`${dataDir} is in use: MPS is running from it already`)
  }
  await pgCtl(binaries, ['stop', '-w', '-t', '60', '-m', 'fast', '-D', dataDir])
}

const OWNER_LOCK = 7_211_031

/** Held as long as the process that started the server lives, so that a second start can tell a neighbour from an orphan. */
async function claim(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'mps-owner' })
  // The server may be stopped under this connection; its users report that themselves.
  client.on('error', () => {})
  await client.connect()
  await client.query('select pg_advisory_lock($1)', [OWNER_LOCK])
  return client
}

async function isClaimed(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [OWNER_LOCK])
    return rows[0]?.free === false
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

const INCLUDE = "include 'mps.conf'"

async function writeSettings(dataDir: string, settings: Record<string, string | number>): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`)
  await writeFile(join(dataDir, 'mps.conf'), `${lines.join('\n')}\n`)
  const main = join(dataDir, 'postgresql.conf')
  const text = await readFile(main, 'utf8')
  if (!text.includes(INCLUDE)) await writeFile(main, `${text}\n${INCLUDE}\n`)
}

/** The log of the last run is kept beside the new one. */
async function freshLog(dataDir: string): Promise<string> {
  const log = join(dataDir, 'server.log')
  await rename(log, `${log}.1`).catch(() => {})
  return log
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

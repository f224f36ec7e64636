import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import pg from 'pg'

/** Debian puts it where only root's path looks. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
/** It refuses to run as root; this user owns nothing. */
const NOBODY = 65_534
const START_MS = 5000

/** Where the program is, or null where it is not installed. */
export function pgbouncerBinary(): string | null {
  return FOLDERS.map((folder) => join(folder, 'pgbouncer')).find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export type Pooler = { url: string; stop(): Promise<void> }

/**
 * A real PgBouncer before a database, in transaction mode, with fewer connections than there are clients and without its support for prepared statements:
 * as an older one would be.
 */
export async function startPgbouncer(binary: string, databaseUrl: string, poolSize: number): Promise<Pooler> {
  const to = new URL(databaseUrl)
  const folder = await mkdtemp(join(tmpdir(), 'mps-pgbouncer-'))
  const port = await freePort()
  await writeFile(join(folder, 'users.txt'), `"${to.username}" "${decodeURIComponent(to.password)}"\n`)
  const settings = [
    '[databases]',
    `${to.pathname.slice(1)} = host=${to.hostname} port=${to.port}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = plain',
    `auth_file = ${join(folder, 'users.txt')}`,
    'pool_mode = transaction',
    `default_pool_size = ${poolSize}`,
    'max_client_conn = 200',
    'ignore_startup_parameters = extra_float_digits',
  ]
  const config = join(folder, 'pgbouncer.ini')
  await writeFile(config, settings.join('\n'))
  await chmod(folder, 0o755)
  const isRoot = process.getuid?.() === 0
  const child = spawn(binary, [config], { stdio: 'ignore', ...(isRoot && { uid: NOBODY, gid: NOBODY }) })
  const ended = once(child, 'exit')
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  await answers(url.href).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { url: url.href, stop }
}

async function answers(url: string): Promise<void> {
  const giveUpMs = Date.now() + START_MS
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return await client.end()
    } catch (error) {
      if (Date.now() > giveUpMs) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

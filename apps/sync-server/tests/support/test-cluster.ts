import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../../../tools/embedded-postgres.ts'
import { migrate } from '../../src/db/migrate.ts'
import { serverLogin } from '../../src/db/server-login.ts'

/** How test workers, which are processes of their own, find the cluster of the run. */
const URL_VARIABLE = 'MPS_TEST_CLUSTER_URL'
const TEMPLATE_VARIABLE = 'MPS_TEST_TEMPLATE'
const ROOT = join(tmpdir(), 'mps-test-clusters')

/**
 * One PostgreSQL for a whole test run, with one migrated template database that every test file clones. Takes the server that
 * TEST_DATABASE_URL or DATABASE_URL names where there is one. Returns what ends it.
 */
export async function startTestCluster(): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'] ?? process.env['DATABASE_URL']
  const cluster = given ? { url: given, stop: () => Promise.resolve() } : await ownCluster()
  const template = `mps_template_${randomBytes(5).toString('hex')}`
  try {
    await onCluster(cluster.url, (client) => client.query(`create database ${template} template template0`))
    await migrate(databaseUrl(cluster.url, template))
    await serverLogin(databaseUrl(cluster.url, template))
  } catch (error) {
    await cluster.stop()
    throw error
  }
  process.env[URL_VARIABLE] = cluster.url
  process.env[TEMPLATE_VARIABLE] = template
  return async () => {
    if (given) await onCluster(given, (client) => client.query(`drop database ${template} with (force)`))
    await cluster.stop()
  }
}

/**
 * The run's own server is gone with the run, so nothing of it waits for a disk: on a busy machine a commit then takes a fifth of its time. Tests that crash
 * PostgreSQL start one of their own, as durable as it comes.
 */
const NOTHING_TO_KEEP = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '4GB' }

/** In a folder named for this process, so that the next run can stop and remove what a killed one left. */
async function ownCluster(): Promise<{ url: string; stop: () => Promise<void> }> {
  await removeOrphans()
  const folder = join(ROOT, String(process.pid))
  await mkdir(folder, { recursive: true })
  // pg_stat_statements: for monitoring.slow_queries, which has nothing to show without it.
  const settings = { ...NOTHING_TO_KEEP, shared_preload_libraries: 'pg_stat_statements' }
  const cluster = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), settings })
  const stop = async () => {
    await cluster.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: cluster.url, stop }
}

async function removeOrphans(): Promise<void> {
  const names = await readdir(ROOT).catch(() => [])
  for (const name of names.filter((pid) => !isAlive(Number(pid)))) {
    const dataDir = join(ROOT, name, 'data')
    // Starting recovers whatever is there, a running server included, and hands back the means to stop it.
    const orphan = await startEmbeddedPostgres({ dataDir }).catch(() => null)
    await orphan?.stop('immediate')
    await rm(join(ROOT, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** The run's cluster and its template, as a worker sees them. */
export function testCluster(): { url: string; template: string } {
  const url = process.env[URL_VARIABLE]
  const template = process.env[TEMPLATE_VARIABLE]
  if (!url || !template) throw new Error('No test cluster: the runner must call startTestCluster() first (globalSetup)')
  return { url, template }
}

/** The same server, another database. */
export function databaseUrl(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl)
  url.pathname = `/${database}`
  return url.href
}

/** Runs statements on the cluster's own database and closes the connection. */
export async function onCluster(url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await use(client)
  } finally {
    await client.end()
  }
}

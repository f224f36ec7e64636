import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { typeParsers } from '../../src/db/pool.ts'
import { serverLogin } from '../../src/db/server-login.ts'
import type { Database } from '../../src/db/transactions.ts'
import { databaseUrl, onCluster, testCluster } from './test-cluster.ts'

export type TestDatabase = {
  name: string
  /** The owner: migrations, and tests that look behind the policies. */
  ownerUrl: string
  /** The role that the server logs in with. */
  appUrl: string
  /** Connections as the owner, ended by `drop`. */
  owner: pg.Pool
  /** What `asAdmin(database.admin, …)` takes; ended by `drop`. */
  admin: Database
  drop(): Promise<void>
}

/**
 * A database of its own, cloned from the migrated template. One per test file:
 * `const database = await createTestDatabase(); afterAll(() => database.drop())`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, template } = testCluster()
  const name = `mps_test_${process.pid}_${randomBytes(4).toString('hex')}`
  await cloneTemplate(url, template, name)
  const database = await openDatabase(databaseUrl(url, name))
  const drop = async () => {
    await database.close()
    await onCluster(url, (client) => client.query(`drop database if exists ${name} with (force)`))
  }
  return { ...database, drop }
}

/** A migrated database of any server, such as one that a test is going to crash; `close` ends the connections. */
export async function openDatabase(ownerUrl: string): Promise<TestDatabase & { close(): Promise<void> }> {
  const appUrl = await serverLogin(ownerUrl)
  const owner = aPool(ownerUrl, 4)
  const admin: Database = { pool: aPool(appUrl, 4), config: { database: { statementTimeoutMs: 30_000 } } }
  const close = async () => void (await Promise.all([owner.end(), admin.pool.end()]))
  return { name: new URL(ownerUrl).pathname.slice(1), ownerUrl, appUrl, owner, admin, close, drop: close }
}

/** Whom the audit log names for what the builders make. */
export const PLATFORM_ADMIN = '01890000-0000-7000-8000-00000000ad01'

// wal_log: as fast as file_copy alone and a third faster with four at once, since it forces no checkpoint. Measured with this schema.
async function cloneTemplate(url: string, template: string, name: string): Promise<void> {
  await onCluster(url, (client) => client.query(`create database ${name} template ${template} strategy wal_log`))
}

/** A small pool on a test database; end it before the database is dropped. */
export function aPool(url: string, max = 10): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, types: typeParsers })
  // A test that stops the database kills idle connections too; its own queries report that.
  pool.on('error', () => {})
  return pool
}

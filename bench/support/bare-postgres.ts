import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../apps/sync-server/src/db/migrate.ts'
import { typeParsers } from '../../apps/sync-server/src/db/pool.ts'
import { startEmbeddedPostgres } from '../../tools/embedded-postgres.ts'
import { SETTINGS } from './engine.ts'

/** PostgreSQL with the whole schema and no server beside it, for benchmarks of what the database does alone. `stop` removes its data. */
export async function startBarePostgres(): Promise<{ url: string; owner: pg.Pool; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mps-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), settings: SETTINGS })
  await migrate(postgres.url)
  const owner = new pg.Pool({ connectionString: postgres.url, max: 4, types: typeParsers })
  const stop = async () => {
    await owner.end()
    await postgres.stop('immediate')
    await rm(folder, { recursive: true, force: true })
  }
  return { url: postgres.url, owner, stop }
}

/** What was configured that a figure depends on. */
export async function settingsOf(owner: pg.Pool): Promise<Record<string, string>> {
  const { rows } = await owner.query<{ name: string; setting: string }>(
    `select name, current_setting(name) as setting from pg_settings
     where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_parallel_workers_per_gather')`,
  )
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
}

/** How long something took, in seconds, and what it gave. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const startedAt = performance.now()
  const result = await work()
  return { seconds: (performance.now() - startedAt) / 1000, result }
}

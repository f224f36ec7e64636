import { basename, join } from 'node:path'
import { runner, type RunnerOption } from 'node-pg-migrate'
import pg from 'pg'
import { checksumOf, DB_DIR, readSqlFiles, runSqlFile, type SqlFile } from './sql-files.ts'

export type MigrateOptions = { log?: (message: string) => void; dbDir?: string }

/** Holds the list of migrations that ran and the checksum of the re-applied code; readable by every role, written by the owner. */
const SCHEMA = 'deployment'
type LoaderStrategy = NonNullable<RunnerOption['migrationLoaderStrategies']>[number]

const LOCK = 4_607_182_418

/**
 * Brings a database up to date: the migrations it has not seen, then, when any of them changed, all functions, views and policies in one
 * transaction. Safe to run from several instances at once: the second waits and finds nothing to do.
 * @param ownerUrl connection of the owner, direct and not through a transaction pooler
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<void> {
  const { log = () => {}, dbDir = DB_DIR } = options
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'mps-migrate' })
  await client.connect()
  try {
    // Of our own, around both steps: the runner's lock would end before the functions are applied.
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await runMigrations(client, dbDir, log)
    await applyCode(client, dbDir, log)
  } finally {
    await client.end()
  }
}

async function runMigrations(client: pg.Client, dbDir: string, log: (message: string) => void): Promise<void> {
  const ran = await runner({
    dbClient: client,
    dir: join(dbDir, 'migrations'),
    ignorePattern: String.raw`(?!.*\.sql$).*`,
    direction: 'up',
    migrationsTable: 'migrations',
    migrationsSchema: SCHEMA,
    createMigrationsSchema: true,
    // One transaction for all that is pending: a failing file leaves the database as it was.
    singleTransaction: true,
    noLock: true,
    migrationLoaderStrategies: [plainSql(client, await readSqlFiles(dbDir, 'migrations'))],
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  })
  for (const { name } of ran) log(`migrated ${name}`)
}

/** Runs each file as it is, instead of the runner's splitting at "up migration" comments, so that an error names file and line. */
function plainSql(client: pg.Client, files: SqlFile[]): LoaderStrategy {
  const units = (paths: string[]) =>
    paths.map((path) => {
      const file = files.find(({ name }) => basename(name) === basename(path))
      if (!file) throw new Error(`${path} has gone while it was read`)
      return { id: path, filePaths: [path], actions: { up: () => runSqlFile(client, file), down: false as const } }
    })
  return { extensions: ['.sql'], loader: (paths) => Promise.resolve(units(paths)) }
}

async function readCode(dbDir: string): Promise<SqlFile[]> {
  const folders = await Promise.all(['functions', 'views', 'policies'].map((folder) => readSqlFiles(dbDir, folder)))
  return folders.flat()
}

async function applyCode(client: pg.Client, dbDir: string, log: (message: string) => void): Promise<void> {
  const files = await readCode(dbDir)
  const checksum = checksumOf(files)
  await client.query(`create table if not exists ${SCHEMA}.code (one boolean primary key default true check (one), checksum text not null)`)
  const stored = await client.query<{ checksum: string }>(`select checksum from ${SCHEMA}.code`)
  if (stored.rows[0]?.checksum === checksum) return
  await client.query('begin')
  try {
    // Functions come in the order of their names and may call later ones.
    await client.query('set local check_function_bodies = off')
    for (const file of files) {
      await client.query(`set local role ${ownerOf(file)}`)
      await runSqlFile(client, file)
    }
    await client.query('reset role')
    await client.query(`insert into ${SCHEMA}.code (checksum) values ($1) on conflict (one) do update set checksum = excluded.checksum`, [
      checksum,
    ])
    await client.query(`grant usage on schema ${SCHEMA} to public; grant select on all tables in schema ${SCHEMA} to public`)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
  log(`applied ${files.length} functions, views and policies`)
}

/**
 * Who owns what a file makes: functions belong to mps_definer, who owns nothing else and whose rights they run with; views and policies
 * to the tables' owner. A file that begins with `-- owner: mps_owner` says otherwise.
 */
function ownerOf(file: SqlFile): string {
  const named = /^-- owner: (mps_owner|mps_definer)\n/.exec(file.text)?.[1]
  return named ?? (file.name.startsWith('functions') ? 'mps_definer' : 'mps_owner')
}

/** Whether the database holds exactly the migrations and the code that this build brings; for `GET /ready`. */
export async function migrationsCurrent(db: pg.Pool | pg.ClientBase, dbDir: string = DB_DIR): Promise<boolean> {
  const expected = await expectedVersion(dbDir)
  const { rows } = await db.query<{ names: string[]; checksum: string }>(
    `select array(select name::text from ${SCHEMA}.migrations order by name) as names, (select checksum from ${SCHEMA}.code) as checksum`,
  )
  const found = rows[0]
  return found !== undefined && found.checksum === expected.checksum && found.names.join() === expected.names.join()
}

const versions = new Map<string, Promise<{ names: string[]; checksum: string }>>()

/** Read once per process: the files do not change under a running server, and /ready is asked every few seconds. */
function expectedVersion(dbDir: string): Promise<{ names: string[]; checksum: string }> {
  const known = versions.get(dbDir) ?? readVersion(dbDir)
  versions.set(dbDir, known)
  return known
}

async function readVersion(dbDir: string): Promise<{ names: string[]; checksum: string }> {
  const migrations = await readSqlFiles(dbDir, 'migrations')
  const names = migrations.map(({ name }) => basename(name, '.sql')).toSorted()
  return { names, checksum: checksumOf(await readCode(dbDir)) }
}

if (import.meta.main) {
  const url = process.env['DATABASE_DIRECT_URL'] ?? process.env['DATABASE_URL']
  if (!url) throw new Error('Set DATABASE_DIRECT_URL (or DATABASE_URL) to the connection of the database owner')
  await migrate(url, { log: (message) => console.log(message) })
  console.log('the database is up to date')
}

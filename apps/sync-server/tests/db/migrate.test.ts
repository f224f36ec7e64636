import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrate, migrationsCurrent } from '../../src/db/migrate.ts'
import { databaseUrl, onCluster, testCluster } from '../support/test-cluster.ts'
import { aPool } from '../support/test-database.ts'

/** The runner itself, on a schema small enough to break on purpose. */
describe('migrate', () => {
  const name = `mps_test_migrate_${process.pid}`
  const url = databaseUrl(testCluster().url, name)
  let dbDir: string
  let pool: pg.Pool

  const write = async (path: string, text: string) => {
    await mkdir(join(dbDir, path, '..'), { recursive: true })
    await writeFile(join(dbDir, path), text)
  }
  const one = async (text: string) => Object.values((await pool.query<Record<string, unknown>>(text)).rows[0] ?? {})[0]

  beforeAll(() => onCluster(testCluster().url, (client) => client.query(`create database ${name}`)))
  beforeEach(async () => {
    dbDir = await mkdtemp(join(tmpdir(), 'mps-migrate-'))
    pool = aPool(url)
    await pool.query('drop schema if exists deployment cascade; drop schema public cascade; create schema public')
    await write(
      'migrations/0001-things.sql',
      `create table public.things (id int primary key);
       grant all on schema public to mps_owner, mps_definer; grant all on public.things to mps_owner with grant option;`,
    )
    await write(
      'functions/public/count_things.sql',
      `create or replace function public.count_things() returns bigint language sql
      as $$ select count(*) from public.things_seen $$;`,
    )
    await write('views/things_seen.sql', 'create or replace view public.things_seen as select * from public.things;')
    return async () => {
      await pool.end()
      await rm(dbDir, { recursive: true })
    }
  })
  afterAll(() => onCluster(testCluster().url, (client) => client.query(`drop database ${name} with (force)`)))

  it('runs the files in the order of their numbers and lets a function call a view that comes later', async () => {
    await write('migrations/0010-more.sql', 'alter table public.things add column title text;')
    await write('migrations/0002-first.sql', 'insert into public.things values (1);')
    await migrate(url, { dbDir })
    expect(await one('select public.count_things()::int')).toBe(1)
    expect(await one('select array_agg(name order by id) from deployment.migrations')).toEqual(['0001-things', '0002-first', '0010-more'])
    expect(await migrationsCurrent(pool, dbDir)).toBe(true)
  })

  it('does nothing the second time, and applies all code again when one file has changed', async () => {
    const log: string[] = []
    await migrate(url, { dbDir })
    await migrate(url, { dbDir, log: (line) => log.push(line) })
    expect(log).toEqual([])
    await write('views/things_seen.sql', 'create or replace view public.things_seen as select * from public.things where id > 0;')
    await migrate(url, { dbDir, log: (line) => log.push(line) })
    expect(log).toEqual(['applied 2 functions, views and policies'])
  })

  it('runs once when several instances start at the same time', async () => {
    const log: string[] = []
    await Promise.all([1, 2, 3, 4].map(() => migrate(url, { dbDir, log: (line) => log.push(line) })))
    expect(log.filter((line) => line === 'migrated 0001-things')).toHaveLength(1)
  })

  it('names the file and the line that PostgreSQL refused, and leaves the database as it was', async () => {
    await write('migrations/0002-broken.sql', 'create table public.good (id int);\n\ncreate table public.bad (id nonsense);\n')
    await expect(migrate(url, { dbDir })).rejects.toThrow(/0002-broken\.sql:3: type "nonsense" does not exist/)
    expect(await one(`select to_regclass('public.things')`)).toBeNull()
    await rm(join(dbDir, 'migrations/0002-broken.sql'))
    await write('policies/things.sql', 'select 1;\nselect broken from public.things;')
    await expect(migrate(url, { dbDir })).rejects.toThrow(/policies\/things\.sql:2: column "broken" does not exist/)
    expect(await one(`select to_regclass('public.things_seen')`)).toBeNull()
  })

  it('refuses a migration that comes before one that has already run', async () => {
    await write('migrations/0005-later.sql', 'select 1;')
    await migrate(url, { dbDir })
    await write('migrations/0003-too-late.sql', 'select 1;')
    await expect(migrate(url, { dbDir })).rejects.toThrow(/0003-too-late/)
  })

  it('is current only when the database has exactly the files of this build', async () => {
    await migrate(url, { dbDir })
    expect(await migrationsCurrent(pool, dbDir)).toBe(true)
    await pool.query(`insert into deployment.migrations (name, run_on) values ('0002-of-a-newer-build', now())`)
    expect(await migrationsCurrent(pool, dbDir)).toBe(false)
  })
})

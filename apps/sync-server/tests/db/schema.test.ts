import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeSchema } from '../../src/db/describe-schema.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

const FILE = fileURLToPath(new URL('../../db/schema.sql', import.meta.url))

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it('is what db/schema.sql says', async () => {
  const found = await describeSchema(database.owner)
  if (process.env['UPDATE_SCHEMA']) await writeFile(FILE, found)
  expect(found).toBe(await readFile(FILE, 'utf8'))
})

it('forces row level security on every table, partitions included', async () => {
  const { rows } = await database.owner.query(
    `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('app', 'audit', 'auth') and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`,
  )
  expect(rows).toEqual([])
})

it('has a primary key and a creation time on every table', async () => {
  const { rows } = await database.owner.query(
    `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('app', 'audit', 'auth') and c.relkind in ('r', 'p') and not c.relispartition
       and (not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')
         or not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'created_at' and a.attnotnull))`,
  )
  expect(rows).toEqual([])
})

it('lets nobody but the granted roles call a function, and fixes the search path of every definer', async () => {
  const { rows } = await database.owner.query(
    `select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname in ('app', 'sec', 'audit', 'auth') and (p.proacl is null or exists (select from aclexplode(p.proacl) x where x.grantee = 0)
       or (p.prosecdef and not coalesce(array_to_string(p.proconfig, ',') like '%search_path=%', false)))`,
  )
  expect(rows).toEqual([])
})

it('gives no role of the application a write on any table, and none of them the login of an owner', async () => {
  const { rows } = await database.owner.query(
    `select c.relname, pg_get_userbyid(x.grantee) as role, x.privilege_type from pg_class c join pg_namespace n on n.oid = c.relnamespace
     cross join lateral aclexplode(c.relacl) x
     where n.nspname in ('app', 'audit', 'auth') and x.privilege_type <> 'SELECT'
       and pg_get_userbyid(x.grantee) in ('mps_server', 'mps_terminal', 'mps_member', 'mps_merchant', 'mps_admin')`,
  )
  expect(rows).toEqual([])
  const roles = await database.owner.query(
    `select rolname from pg_roles where rolname in ('mps_owner', 'mps_definer') and rolcanlogin or rolname like 'mps\\_%' and (rolsuper or rolbypassrls)`,
  )
  expect(roles.rows).toEqual([])
})

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts'
import { startTestServer, type TestServer } from '../../support/test-server.ts'
import { MATRIX, type Role, ROLES } from './matrix.ts'
import { type Asker, aWorld, type World } from './world.ts'

const REFUSED = '42501'

/** A table or view with the columns that tell its rows apart. */
type Table = { name: string; isView: boolean; key: string[] }

// Read before the tests are made, because they are made of it.
const database: TestDatabase = await createTestDatabase()
const tables = await tablesOf(database)
let server: TestServer
let world: World

beforeAll(async () => {
  server = await startTestServer(database.appUrl)
  world = await aWorld(database, server)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

async function tablesOf({ owner }: TestDatabase): Promise<Table[]> {
  const { rows } = await owner.query<Table>(
    `select format('%I.%I', n.nspname, c.relname) as name, c.relkind in ('v', 'm') as "isView",
       coalesce((select array_agg(a.attname::text order by a.attnum) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
         where i.indrelid = c.oid and i.indisprimary), '{}') as key
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('app', 'sec', 'audit', 'auth', 'monitoring') and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition order by 1`,
  )
  return rows
}

/** Runs one statement as a role, as the server opens its transactions, and takes it back. */
async function as<T extends pg.QueryResultRow>(role: Role, asker: Asker, statement: string): Promise<T[]> {
  const client = await database.admin.pool.connect()
  try {
    const settings = `set local sec.actor_id = '${asker.actor ?? ''}'; set local sec.merchant_id = '${asker.merchant ?? ''}'`
    await client.query(`begin; ${role === 'mps_server' ? '' : `set local role ${role};`} ${settings}`)
    const { rows } = await client.query<T>(statement)
    return rows
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const codeOfError = (error: unknown) => (error instanceof pg.DatabaseError ? error.code : error)
const refusalOf = (role: Role, statement: string) => as(role, world.askers[role], statement).then(() => 'allowed', codeOfError)

const keyOf = ({ key, isView }: Table) => (isView ? 't::text' : `concat_ws('|', ${key.map((column) => `t.${column}`).join(', ')})`)

async function seenBy(role: Role, table: Table): Promise<string[]> {
  const rows = await as<{ key: string }>(role, world.askers[role], `select ${keyOf(table)} as key from ${table.name} t`)
  return rows.map(({ key }) => key).toSorted()
}

/** The rows that a condition names, read behind the policies. */
async function rowsOf(table: Table, condition: string, { actor, merchant }: Asker): Promise<string[]> {
  const named = condition.replaceAll('$actor', pg.escapeLiteral(actor ?? '')).replaceAll('$merchant', pg.escapeLiteral(merchant ?? ''))
  const { rows } = await database.owner.query<{ key: string }>(`select ${keyOf(table)} as key from ${table.name} t where ${named}`)
  return rows.map(({ key }) => key).toSorted()
}

it('has a row for every table and view, and none for one that is gone', () => {
  expect(Object.keys(MATRIX).toSorted()).toEqual(tables.map(({ name }) => name).toSorted())
})

it('reads views with the rights of whoever asks', async () => {
  const { rows } = await database.owner.query(
    `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('app', 'sec', 'audit', 'auth', 'monitoring')
     and c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false)`,
  )
  expect(rows).toEqual([])
})

describe.each(tables)('$name', (table) => {
  const row = MATRIX[table.name] ?? {}
  const writes = ['insert into %s default values', 'update %s set created_at = created_at', 'delete from %s', 'truncate %s']

  it.each(ROLES.filter((role) => !table.isView || row[role] === undefined))('takes no write from %s', async (role) => {
    const statements = table.isView ? [] : writes.map((statement) => statement.replace('%s', table.name))
    for (const statement of [...statements, `lock table ${table.name} in exclusive mode`]) {
      expect({ statement, refusal: await refusalOf(role, statement) }).toEqual({ statement, refusal: REFUSED })
    }
  })

  it.each(ROLES.filter((role) => row[role] === undefined))('shows %s nothing', async (role) => {
    expect(await refusalOf(role, `select 1 from ${table.name}`)).toBe(REFUSED)
    expect(await refusalOf(role, `select * from ${table.name}`)).toBe(REFUSED)
  })

  it.each(ROLES.filter((role) => row[role] === 'all'))('shows %s every row', async (role) => {
    expect(await seenBy(role, table)).toEqual(await rowsOf(table, 'true', world.askers[role]))
  })

  it.each(ROLES.filter((role) => typeof row[role] === 'object'))('shows %s its own rows and no other', async (role) => {
    const sees = row[role]
    const condition = typeof sees === 'object' ? sees.own : 'false'
    const own = await rowsOf(table, condition, world.askers[role])
    const others = await rowsOf(table, `(${condition}) is not true`, world.askers[role])
    // Without both there would be nothing to tell apart: the world lacks something.
    expect([own.length > 0, others.length > 0]).toEqual([true, true])
    expect(await seenBy(role, table)).toEqual(own)
    // Nobody at all sees nothing of it, and raises nothing.
    expect(await as(role, { actor: null, merchant: null }, `select 1 as one from ${table.name}`)).toEqual([])
  })
})

it('shows no role the hash of a binding password', async () => {
  for (const role of ROLES) expect(await refusalOf(role, 'select binding_password_hash from app.member_cards')).toBe(REFUSED)
})

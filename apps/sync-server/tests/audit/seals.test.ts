import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { asAdmin, asServer } from '../../src/db/transactions.ts'
import { aMember } from '../support/builders.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'

let database: TestDatabase
const made: TestDatabase[] = []
beforeEach(async () => {
  database = await createTestDatabase()
  made.push(database)
  for (let i = 0; i < 3; i++) await aMember(database)
})
afterAll(async () => void (await Promise.all(made.map((each) => each.drop()))))

type Fault = { seal_no: number; event_id: number | null; fault: string }

const seal = (maxRows = 20_000) =>
  asServer(database.admin, async (client) => {
    const { rows } = await client.query<{ count: number | null }>('select audit.seal_events($1) as count', [maxRows])
    return rows[0]!.count
  })

/** Rows of transactions before this one that are in no seal yet. */
const unsealed = async (beforeTxid = Number.MAX_SAFE_INTEGER) => {
  const { rows } = await database.owner.query<{ count: number }>(
    `select (select count(*) from audit.event_log where txid < $1) - (select coalesce(sum(row_count), 0) from audit.seals)::bigint as count`,
    [beforeTxid],
  )
  return rows[0]!.count
}
/** Seals until all is sealed. The oldest running transaction may be of any database of the cluster, another test's too: it ends. */
async function sealAll(maxRows?: number): Promise<number> {
  let sealed = 0
  while ((await unsealed()) > 0) {
    const count = await seal(maxRows)
    sealed += count ?? 0
    if (!count) await sleep(50)
  }
  return sealed
}
const faults = async () => (await database.owner.query<Fault>('select * from audit.verify_audit()')).rows
const ids = async () => (await database.owner.query<{ id: number }>('select id from audit.event_log order by id')).rows.map(({ id }) => id)
/** Behind every policy, as somebody with the database in hand would. */
const tamper = (sql: string, values: unknown[] = []) => database.owner.query(sql, values)

describe('sealing', () => {
  it('covers what has been committed, once, and verifies', async () => {
    const before = (await ids()).length
    expect(await sealAll()).toBe(before)
    expect(await seal()).toBe(0)
    await aMember(database)
    expect(await sealAll()).toBe((await ids()).length - before)
    expect(await faults()).toEqual([])
  })

  it('takes many rows in several seals, each chained to the one before', async () => {
    expect(await sealAll(4)).toBe((await ids()).length)
    const { rows } = await database.owner.query<{ seals: number }>('select count(*) as seals from audit.seals')
    expect(rows[0]!.seals).toBeGreaterThan(2)
    expect(await faults()).toEqual([])
  })

  it('waits for a transaction that is still running, and loses none of its rows', async () => {
    await sealAll()
    const slow = await database.owner.connect()
    await slow.query('begin')
    await slow.query(`select audit.log('slow.first', 'test', null)`)
    await aMember(database)
    const behind = await seal()
    await slow.query(`select audit.log('slow.second', 'test', null)`)
    await slow.query('commit')
    slow.release()
    expect(behind).toBe(0)
    await aMember(database)
    await sealAll()
    const { rows } = await database.owner.query<{ sealed: number }>('select sum(row_count)::int as sealed from audit.seals')
    expect(rows[0]!.sealed).toBe((await ids()).length)
    expect(await faults()).toEqual([])
  })

  it('makes no seal while a transaction holds everything up, however often it is asked, and seals its rows afterwards', async () => {
    const slow = await database.owner.connect()
    await slow.query('begin')
    await slow.query(`select audit.log('slow.first', 'test', null)`)
    const { rows } = await slow.query<{ xid: number }>('select pg_current_xact_id()::text::bigint as xid')
    while ((await unsealed(rows[0]!.xid)) > 0) if (!(await seal())) await sleep(50)
    const seals = async () => (await database.owner.query<{ count: number }>('select count(*) as count from audit.seals')).rows[0]!.count
    const before = await seals()
    for (let i = 0; i < 4; i++) {
      await aMember(database)
      expect(await seal()).toBe(0)
    }
    expect(await seals()).toBe(before)
    await slow.query('commit')
    slow.release()
    await sealAll()
    expect(await faults()).toEqual([])
  })

  it('is done by one of several instances at a time', async () => {
    const before = (await ids()).length
    const counts = await Promise.all(Array.from({ length: 4 }, () => sealAll()))
    expect(counts.reduce((sum, count) => sum + count)).toBe(before)
    expect(await faults()).toEqual([])
  })

  it('goes on after a restore that counts transactions anew', async () => {
    await sealAll()
    // As in a database restored from a dump of one that had seen far more transactions, the last rows of which were not sealed.
    await tamper('update audit.seals set from_txid = from_txid + 1000000000, to_txid = to_txid + 1000000000')
    await tamper('update audit.event_log set txid = txid + 1000000000')
    await tamper(
      "update audit.seals s set row_hashes = (select string_agg(audit.row_digest(e), '' order by e.id) from audit.event_log e where e.id = any (s.row_ids))",
    )
    // One seal or several, as other tests' transactions had it: each is chained to the one before, so they are made anew in order.
    const { rows: seals } = await database.owner.query<{ seal_no: number }>('select seal_no from audit.seals order by seal_no')
    for (const { seal_no } of seals) {
      await tamper('update audit.seals s set prev_hash = b.hash from audit.seals b where b.seal_no = s.seal_no - 1 and s.seal_no = $1', [
        seal_no,
      ])
      await tamper('update audit.seals s set hash = audit.seal_hash(s) where s.seal_no = $1', [seal_no])
    }
    // Behind the last seal, wherever other tests' transactions have moved its end.
    await tamper(
      `insert into audit.event_log (action, object_type, txid) select 'unsealed.before', 'test', max(s.to_txid) + 5 from audit.seals s`,
    )
    expect(await faults()).toEqual([])
    await sealAll()
    await aMember(database)
    await sealAll()
    await aMember(database)
    await sealAll()
    expect(await faults()).toEqual([])
    const { rows } = await database.owner.query<{ sealed: number }>('select sum(row_count)::int as sealed from audit.seals')
    expect(rows[0]!.sealed).toBe((await ids()).length)
  })
})

describe('verifying', () => {
  const columns: [string, string][] = [
    ['actor_user_id', `'01890000-0000-7000-8000-00000000dead'`],
    ['action', `'nothing.happened'`],
    ['object_id', 'null'],
    ['context', `'{"amount":1}'`],
    ['happened_at', `happened_at - interval '1 microsecond'`],
    ['request_id', `'other'`],
    ['actor_kind', `'member'`],
    ['device_id', `'01890000-0000-7000-8000-00000000dead'`],
  ]
  it.each(columns)('finds a changed %s and names the row', async (column, value) => {
    await sealAll()
    const [, second] = await ids()
    await tamper(`update audit.event_log set ${column} = ${value} where id = $1`, [second])
    expect(await faults()).toEqual([{ seal_no: 1, event_id: second, fault: 'row_changed' }])
  })

  it('finds a removed row, and names the first of several', async () => {
    await sealAll()
    const all = await ids()
    await tamper('delete from audit.event_log where id = any ($1)', [[all[3], all[1]]])
    expect((await faults())[0]).toEqual({ seal_no: 1, event_id: all[1], fault: 'row_removed' })
  })

  it('finds a row inserted into a past that was sealed', async () => {
    await sealAll()
    await aMember(database)
    await sealAll()
    const inserted = await tamper(
      `insert into audit.event_log (action, object_type, txid) select 'forged', 'test', min(txid) from audit.event_log returning id`,
    )
    const id = (inserted.rows[0] as { id: number }).id
    expect(await faults()).toEqual([{ seal_no: 1, event_id: id, fault: 'row_inserted' }])
  })

  it('finds a seal that was made anew to fit, or left out', async () => {
    await sealAll()
    await aMember(database)
    await sealAll()
    const [first] = await ids()
    await tamper(`update audit.event_log set action = 'nothing.happened' where id = $1`, [first])
    await tamper(
      `update audit.seals s set row_hashes = (select string_agg(audit.row_digest(e), '' order by e.id) from audit.event_log e where e.id = any (s.row_ids)) where seal_no = 1`,
    )
    expect(await faults()).toEqual([{ seal_no: 1, event_id: null, fault: 'seal_changed' }])
    await tamper('update audit.seals s set hash = audit.seal_hash(s) where seal_no = 1')
    expect(await faults()).toEqual([{ seal_no: 2, event_id: null, fault: 'chain_broken' }])
    await tamper('delete from audit.seals where seal_no = 1')
    expect((await faults())[0]).toMatchObject({ seal_no: 1, fault: 'seal_removed' })
  })

  it('judges a seal of the form before by that form, and finds its rows and its form when they change', async () => {
    await sealAll()
    await tamper(
      `update audit.seals s set form = 1, row_hashes = (select string_agg(audit.row_digest_1(e), '' order by e.id)
         from audit.event_log e where e.id = any (s.row_ids))`,
    )
    const { rows: seals } = await database.owner.query<{ seal_no: number }>('select seal_no from audit.seals order by seal_no')
    for (const { seal_no } of seals) {
      await tamper('update audit.seals s set prev_hash = b.hash from audit.seals b where b.seal_no = s.seal_no - 1 and s.seal_no = $1', [
        seal_no,
      ])
      await tamper('update audit.seals s set hash = audit.seal_hash(s) where s.seal_no = $1', [seal_no])
    }
    await aMember(database)
    await sealAll()
    expect(await faults()).toEqual([])
    const [first] = await ids()
    await tamper(`update audit.event_log set action = 'nothing.happened' where id = $1`, [first])
    expect(await faults()).toEqual([{ seal_no: 1, event_id: first, fault: 'row_changed' }])
    await tamper('update audit.seals set form = 2 where seal_no = 1')
    expect((await faults())[0]).toEqual({ seal_no: 1, event_id: null, fault: 'seal_changed' })
  })

  it('takes a row for the same whatever encoding the client speaks', async () => {
    await tamper(
      `insert into audit.event_log (action, object_type, request_id, context) values ('somewhere', 'café', 'Ünïcode', '{"a": "é"}')`,
    )
    await sealAll()
    const client = await database.owner.connect()
    await client.query(`set client_encoding = 'LATIN1'`)
    expect((await client.query('select * from audit.verify_audit()')).rows).toEqual([])
    client.release(true)
  })

  it('raises one alert for what it finds', async () => {
    await sealAll()
    const [first] = await ids()
    await tamper(`update audit.event_log set action = 'nothing.happened' where id = $1`, [first])
    for (let i = 0; i < 2; i++) await asServer(database.admin, (client) => client.query('select audit.check_audit()'))
    const { rows } = await database.owner.query(`select severity, context from app.alerts where kind = 'audit_mismatch'`)
    expect(rows).toEqual([{ severity: 'CRITICAL', context: { faults: 1, seal: 1, row: first, fault: 'row_changed' } }])
  })
})

it('takes no change from any role of the application, its functions’ owner included', async () => {
  const [first] = await ids()
  await expect(asAdmin(database.admin, PLATFORM_ADMIN, (client) => client.query('delete from audit.event_log'))).rejects.toMatchObject({
    code: '42501',
  })
  const client = await database.owner.connect()
  try {
    for (const statement of [
      `update audit.event_log set action = 'x' where id = ${first}`,
      'delete from audit.event_log',
      'delete from audit.seals',
    ]) {
      await client.query('begin; set local role mps_definer')
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
      await client.query('rollback')
    }
  } finally {
    client.release()
  }
})

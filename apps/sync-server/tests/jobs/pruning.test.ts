import { afterAll, beforeAll, expect, it } from 'vitest'
import { aMember } from '../support/builders.ts'
import { ageCode, aPayer } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer } from '../support/test-server.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** The calls of jobs, and the tables that they must find by an index. Tables that stay small whatever happens are read whole. */
const PRUNING: [call: string, tables: string[]][] = [
  ['auth.prune_sessions()', ['sessions', 'refresh_tokens', 'login_attempts']],
  ['app.cron_rotate_qr_tokens()', ['card_qr_history', 'external_assertions']],
]

it.each(PRUNING)('%s looks at nothing that stays', async (call, tables) => {
  const client = await database.owner.connect()
  try {
    // A plan of another kind is made only where the condition cannot use an index at all, as one on a volatile time cannot.
    await client.query('begin; set local enable_seqscan = off')
    await client.query(`select * from ${call}`)
    const { rows } = await client.query<{ relname: string; seq_scan: number; idx_scan: number }>(
      'select relname, seq_scan, idx_scan from pg_stat_xact_user_tables where relname = any($1)',
      [tables],
    )
    expect(rows.filter(({ seq_scan }) => seq_scan > 0)).toEqual([])
    expect(
      rows
        .filter(({ idx_scan }) => idx_scan > 0)
        .map(({ relname }) => relname)
        .toSorted(),
    ).toEqual(tables.toSorted())
  } finally {
    await client.query('rollback')
    client.release()
  }
})

it('drops the sessions that ended or ran out over thirty days ago, and no other', async () => {
  const { memberId } = await aMember(database)
  const sessions = {
    open: ['1 day', null],
    'ended lately': ['1 day', '-29 days'],
    'ended long ago': ['1 day', '-31 days'],
    'run out': ['-31 days', null],
  }
  for (const [reason, [expires, ended]] of Object.entries(sessions)) {
    await database.owner.query(
      `insert into auth.sessions (kind, member_id, expires_at, ended_at, end_reason)
       values ('member', $1, now() + $2::interval, now() + $3::interval, case when $3::text is not null then $4 end)`,
      [memberId, expires, ended, reason],
    )
  }
  const left = async () =>
    (await database.owner.query<{ left: string }>(`select coalesce(end_reason, 'open') as left from auth.sessions order by 1`)).rows
  const { rows } = await database.owner.query<{ pruned: number }>('select auth.prune_sessions() as pruned')
  expect(rows).toEqual([{ pruned: 2 }])
  expect(await left()).toEqual([{ left: 'ended lately' }, { left: 'open' }])
})

it('drops codes whose time has been over for ninety days, which no late entry can name, and notes how many', async () => {
  const server = await startTestServer(database.appUrl)
  try {
    const payer = await aPayer(database, server)
    const codes = [await payer.code(), await payer.code(), await payer.code()]
    const DAY = 86_400_000
    await ageCode(database.owner, codes[0]!, 91 * DAY)
    await ageCode(database.owner, codes[1]!, 89 * DAY)
    const { rows } = await database.owner.query('select purged from app.cron_rotate_qr_tokens()')
    expect(rows).toEqual([{ purged: 1 }])
    const left = await database.owner.query<{ hash: string }>(`select encode(qr_hash, 'hex') as hash from app.card_qr_history`)
    expect(left.rows.map(({ hash }) => hash).toSorted()).toEqual(
      codes
        .slice(1)
        .map(({ codeHash }) => codeHash)
        .toSorted(),
    )
    const noted = await database.owner.query(`select context from audit.event_log where action = 'code.purged'`)
    expect(noted.rows).toEqual([{ context: { count: 1 } }])
  } finally {
    await server.stop()
  }
})

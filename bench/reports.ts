import type pg from 'pg'
import { openKeyStore } from '../apps/sync-server/src/secrets.ts'
import { issueToken } from '../apps/sync-server/src/tokens.ts'
import { settingsOf, timed } from './support/bare-postgres.ts'
import { startEngine } from './support/engine.ts'
import { exportWatched } from './support/export-watch.ts'
import { aMonth, type Month } from './support/report-month.ts'
import { machine, writeResults } from './support/report.ts'

/**
 * A month of 200,000 transactions of 50 merchants (BENCH_TRANSACTIONS for another number): how long its settlements, totals and searches take,
 * that they use indexes and partitions, that their sums are the ledger's, and that an export of 100,000 rows takes no more memory than a small one.
 */
const TRANSACTIONS = Number(process.env['BENCH_TRANSACTIONS'] ?? 200_000)
const EXPORTED = Math.min(100_000, TRANSACTIONS)

// The server's own jobs would make the drafts before they are timed.
process.env['JOBS'] = 'off'
// A small heap shows what an export needs; a large one shows only how late V8 collects.
process.env['BENCH_SERVER_FLAGS'] ??= '--max-old-space-size=64 --max-semi-space-size=4'
const engine = await startEngine()
const { owner } = engine
const figures: Record<string, number> = {}
const say = (name: string, seconds: number, note = '') => {
  figures[name] = seconds
  console.log(`${name.padEnd(58)} ${seconds.toFixed(3).padStart(8)} s  ${note}`)
}

try {
  const settings = await settingsOf(owner)
  console.log(`${machine()}\n${JSON.stringify(settings)}`)
  const made = await timed(() => aMonth(owner, TRANSACTIONS))
  const month = made.result
  console.log(
    `${TRANSACTIONS} transactions of ${month.merchantIds.length} merchants, ${month.firstDay} to ${month.lastDay}, made in ${made.seconds.toFixed(0)} s\n`,
  )
  await settlements(month)
  await reports(month)
  await plans(month)
  await exports(month)
  await writeResults('reports', { transactions: TRANSACTIONS, seconds: figures, settings })
} finally {
  await engine.stop()
}

async function settlements({ merchantIds, firstDay, lastDay }: Month): Promise<void> {
  const whole = await timed(async () => {
    for (const id of merchantIds) await owner.query('select app.generate_settlement($1, $2, $3)', [id, firstDay, lastDay])
  })
  say('settlements of the whole month, 50 merchants', whole.seconds)
  await sumsAgree('one settlement a merchant')
  await owner.query('select app.discard_settlement(s.id) from app.settlements s')
  const daily = await timed(async () => {
    const { rows } = await owner.query<{ merchant_id: string; first_day: string; last_day: string }>(
      'select * from app.due_settlements(2000)',
    )
    for (const due of rows) await owner.query('select app.generate_settlement($1, $2, $3)', [due.merchant_id, due.first_day, due.last_day])
    return rows.length
  })
  say(`settlements day by day, as the job makes them (${daily.result})`, daily.seconds)
  await sumsAgree('one settlement a merchant and day')
}

/** Settlements against the accounts of the ledger alone, without the transactions by which they were found. */
async function sumsAgree(what: string): Promise<void> {
  const { rows } = await owner.query<Record<'settled' | 'ledger', string>>(
    `select (select concat_ws(' ', sum(gross), sum(refunds), sum(fees), sum(held_recharges)) from app.settlements) as settled,
       (select concat_ws(' ', sum(l.amount) filter (where l.credit_type = 'merchant_payable'),
          sum(l.amount) filter (where l.debit_type = 'merchant_payable' and l.credit_type = 'card_balance'),
          sum(l.amount) filter (where l.credit_type = 'fees'), sum(l.amount) filter (where l.debit_type = 'merchant_cash')) from app.ledger_entries l) as ledger`,
  )
  const { settled, ledger } = rows[0]!
  console.log(`  ${what}: gross, refunds, fees, held = ${settled}; by the ledger's accounts ${ledger}`)
  if (settled !== ledger) throw new Error('the settlements are not what the ledger says')
}

async function reports({ merchantIds, firstDay, lastDay }: Month): Promise<void> {
  const nets: number[] = []
  const totals = await timed(async () => {
    for (const id of merchantIds) {
      const found = await asAdmin<{ byMethod: { method: string; payments: { net: number } }[] }>('app.merchant_totals($1, $2, $3)', [
        id,
        firstDay,
        lastDay,
      ])
      nets.push(found.byMethod.find(({ method }) => method === 'balance')?.payments.net ?? 0)
    }
  })
  say('totals of the month in all six ways, 50 merchants', totals.seconds)
  const { rows } = await owner.query<{ gross: number }>('select (sum(gross) * 100)::bigint as gross from app.settlements')
  const sum = nets.reduce((a, b) => a + b, 0)
  console.log(`  balance payments by the totals ${sum / 100}, by the settlements ${rows[0]!.gross / 100}`)
  if (sum !== rows[0]!.gross) throw new Error('the totals are not what the settlements say')
  const id = merchantIds[7]!
  const { rows: one } = await owner.query<{ tx_no: string }>(
    'select tx_no from app.transactions where merchant_id = $1 limit 1 offset 2000',
    [id],
  )
  for (const [name, filter] of Object.entries(searches(one[0]?.tx_no))) {
    const search = await timed(() => searchAsAdmin(id, filter))
    say(`search ${name}`, search.seconds)
  }
  const verified = await timed(() => owner.query('select * from app.verify_ledger(true)'))
  say('verify_ledger, conservation included', verified.seconds, `faults: ${verified.result.rows.length}`)
  if (verified.result.rows.length > 0) throw new Error('the ledger is wrong')
}

function searches(txNo: string | undefined): Record<string, object> {
  return {
    'first page': {},
    'by number': { txNo },
    'by amount and state': { minAmount: 200_00, maxAmount: 210_00, statuses: ['completed'] },
    'by card digits': { cardSuffix: '1234' },
  }
}

/** One call in the name of an administrator. */
async function asAdmin<T>(call: string, values: unknown[]): Promise<T> {
  return inRole(async (client) => (await client.query<{ r: T }>(`select ${call} as r`, values)).rows[0]!.r)
}
function searchAsAdmin(id: string, filter: unknown): Promise<unknown> {
  return inRole((client) => client.query('select * from app.get_merchant_transactions($1, $2, 50)', [id, filter]))
}

async function inRole<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await owner.connect()
  try {
    await client.query('begin; set local role mps_admin')
    const result = await work(client)
    await client.query('commit')
    return result
  } finally {
    client.release()
  }
}

/** The plans of the very texts that settle and search, with how many rows each step met. */
async function plans({ merchantIds, firstDay }: Month): Promise<void> {
  const { rows } = await owner.query<{ prosrc: string }>(`select prosrc from pg_proc where proname = 'merchant_ledger_sums'`)
  const day = `'${firstDay}'::date::timestamp at time zone 'Asia/Taipei'`
  const sums = rows[0]!.prosrc
    .replaceAll('merchant_ledger_sums.merchant_id', `'${merchantIds[3]!}'::uuid`)
    .replaceAll('merchant_ledger_sums.starts_at', `(${day})`)
    .replaceAll('merchant_ledger_sums.ends_at', `(${day} + interval '1 day')`)
  const search = await owner.query<{ text: string }>(`select app.transaction_search_sql($1, '{}') || ' limit 50' as text`, [
    `t.merchant_id = '${merchantIds[3]!}'`,
  ])
  for (const [name, sql] of [
    ['settlement of a day', sums],
    ['first page of a search', search.rows[0]!.text],
  ] as const) {
    const plan = await owner.query<{ 'QUERY PLAN': string }>(`explain (analyze, costs off, timing off, summary on) ${sql}`)
    const lines = plan.rows
      .map((row) => row['QUERY PLAN'])
      .filter((line) => /Scan|Index Cond|Subplans Removed|never executed|Execution|Planning Time/.test(line))
    console.log(`\nplan of the ${name}:\n${lines.filter((line) => !line.includes('never executed')).join('\n')}`)
    if (lines.some((line) => /Seq Scan on (transactions|ledger_entries)/.test(line) && !/default|never/.test(line)))
      throw new Error(`the ${name} reads a whole partition`)
  }
}

async function exports({ merchantIds }: Month): Promise<void> {
  const merchantId = merchantIds[0]!
  // One shop gets all the rows, so that its export is large.
  await owner.query(
    'update app.transactions set merchant_id = $1 where id in (select id from app.transactions where merchant_id is not null limit $2)',
    [merchantId, EXPORTED],
  )
  const token = await managerToken(merchantId)
  console.log('')
  const few = 'minAmount=24900&maxAmount=24900'
  for (const query of [`format=csv&${few}`, 'format=csv', 'format=json']) {
    const seen = await exportWatched(engine.serverUrl, `/v1/merchant/transactions/export?${query}`, token)
    const memory = `memory of the server ${seen.rssBeforeMb} MB before, ${seen.rssMaxMb} MB at most`
    say(`export ${query.slice(7).replace('&', ', ')}: ${seen.lines} lines, ${(seen.bytes / 1e6).toFixed(1)} MB`, seen.seconds, memory)
  }
}

async function managerToken(merchantId: string): Promise<string> {
  const keys = await openKeyStore({ file: engine.secretsFile })
  const { rows } = await owner.query<{ id: string }>(`insert into auth.users (login, name) values ('bench', 'Bench') returning id`)
  const userId = rows[0]!.id
  await owner.query(`insert into app.merchant_users (merchant_id, user_id, role) values ($1, $2, 'manager')`, [merchantId, userId])
  const session = await owner.query<{ session_id: string }>(
    `select session_id from auth.start_session('user', $1, $2, decode(repeat('00', 32), 'hex'), null)`,
    [userId, merchantId],
  )
  return issueToken(keys, 'user', userId, { sid: session.rows[0]!.session_id, merchantId, role: 'manager' }, 3600)
}

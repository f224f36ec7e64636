import type pg from 'pg'
import { settingsOf, startBarePostgres, timed } from './support/bare-postgres.ts'
import { machine, writeResults } from './support/report.ts'

/**
 * How long verify_ledger takes over ten million postings (BENCH_ENTRIES for another number), from the beginning and from a closing on, and whether
 * it still names one wrong row among them. The postings are made by generate_series: payments of 10.00 with a fee, two lines each.
 */
const ENTRIES = Number(process.env['BENCH_ENTRIES'] ?? 10_000_000)
const PAYMENTS = Math.floor(ENTRIES / 2)
const CARDS = Math.min(100_000, Math.max(1, Math.floor(PAYMENTS / 50)))
const MONTHS = 4

const database = await startBarePostgres()
const { owner } = database
try {
  const settings = await settingsOf(owner)
  console.log(`${machine()}\n${JSON.stringify(settings)}`)
  const made = await timed(() => populate(owner))
  console.log(`${PAYMENTS * 2 + CARDS} postings of ${CARDS} cards over ${MONTHS} months made in ${made.seconds.toFixed(0)} s`)
  const figures: Record<string, number> = {}
  const verify = async (name: string, call: string, expected: string[]) => {
    const { seconds, result } = await timed(() => owner.query<{ problem: string }>(`select * from ${call}`))
    const problems = result.rows.map(({ problem }) => problem)
    if (problems.join() !== expected.join())
      throw new Error(`${name}: found ${problems.join() || 'nothing'}, expected ${expected.join() || 'nothing'}`)
    figures[name] = seconds
    console.log(`${name.padEnd(44)} ${seconds.toFixed(1).padStart(6)} s   found: ${problems.join(', ') || 'nothing wrong'}`)
  }
  await owner.query(`alter database postgres set work_mem = '256MB'`)
  await verify('all of it', 'app.verify_ledger(true)', [])
  for (const part of ['cards', 'postings', 'points', 'refunds', 'settlements'])
    await verify(`  of it: ${part}`, `app.verify_${part}('-infinity')`, [])
  await verify('  of it: debts and intents', 'app.verify_money_states()', [])
  await owner.query('update app.ledger_entries set amount = amount + 0.01 where transaction_id = $1 and line = 1', [
    idOf(Math.floor(PAYMENTS / 2)),
  ])
  await verify('all of it, one posting wrong by 0.01', 'app.verify_ledger(true)', ['balance_differs', 'postings_differ'])
  await owner.query('update app.ledger_entries set amount = amount - 0.01 where transaction_id = $1 and line = 1', [
    idOf(Math.floor(PAYMENTS / 2)),
  ])
  await owner.query(`select app.close_ledger('0', '0')`)
  const closing = await timed(() => owner.query<{ step: string }>(`select app.close_ledger('0', '0') as step`))
  console.log(
    `${'the closing itself, which verifies first'.padEnd(44)} ${closing.seconds.toFixed(1).padStart(6)} s   ${closing.result.rows[0]!.step}`,
  )
  await verify('from the closing on', 'app.verify_ledger()', [])
  await writeResults('verify-ledger', { entries: ENTRIES, cards: CARDS, seconds: { ...figures, closing: closing.seconds }, settings })
} finally {
  await database.stop()
}

/** The n-th payment's id, in the order of time as a UUIDv7 would be. */
function idOf(n: number): string {
  return `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
}

async function populate(db: pg.Pool): Promise<void> {
  // Indexes are built behind the rows, which takes half the time; those that verifying does not read are not built again.
  await db.query(
    `do $$ declare i record; begin
       for i in select x.indexrelid::regclass as name from pg_index x where x.indrelid = 'app.transactions'::regclass and not x.indisprimary loop
         execute format('drop index %s', i.name);
       end loop;
     end $$;
     alter table app.transactions drop constraint transactions_pkey;
     alter table app.ledger_entries drop constraint ledger_entries_pkey;
     alter table app.point_ledger drop constraint point_ledger_pkey`,
  )
  await db.query(
    `select app.create_monthly_partition((date_trunc('month', now()) - make_interval(months => m))::date) from generate_series(0, $1) m`,
    [MONTHS],
  )
  await db.query(
    `insert into app.member_profiles (id, name) values ('01900000-0000-7000-8000-00000000aaaa', 'Bench');
     insert into app.merchants (id, code, name) values ('01900000-0000-7000-8000-00000000bbbb', 'bench', 'Bench')`,
  )
  const payments = `generate_series(1, ${PAYMENTS}) n cross join lateral (select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id,
    ('01900000-0000-7000-9000-' || lpad(to_hex(n % ${CARDS}), 12, '0'))::uuid as card_id,
    now() - interval '${MONTHS * 28} days' * (1 - n / ${PAYMENTS + 1}::float) as at) p`
  const cards = `generate_series(0, ${CARDS - 1}) n cross join lateral (select ('01900000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid as id) c`
  await db.query(
    `insert into app.member_cards (id, card_type, owner_member_id, balance, points)
     select c.id, 'prepaid', '01900000-0000-7000-8000-00000000aaaa', 0, 0 from ${cards};
     insert into app.transactions (id, tx_no, tx_type, card_id, merchant_id, raw_amount, final_amount, fee_amount, points_earned, status, payment_method, created_at)
     select p.id, n::text, 'payment', p.card_id, '01900000-0000-7000-8000-00000000bbbb', 10, 10, 0.15, 10, 'completed', 'balance', p.at from ${payments};
     insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
     select p.id, l.line, l.debit_type, l.debit_id, l.credit_type, l.credit_id, l.amount, p.at from ${payments}
     cross join lateral (values
       (1::smallint, 'card_balance'::app.account_type, p.card_id, 'merchant_payable'::app.account_type, '01900000-0000-7000-8000-00000000bbbb'::uuid, 10::numeric),
       (2::smallint, 'merchant_payable', '01900000-0000-7000-8000-00000000bbbb', 'fees', '00000000-0000-0000-0000-000000000000', 0.15)
     ) as l (line, debit_type, debit_id, credit_type, credit_id, amount);
     insert into app.point_ledger (transaction_id, card_id, delta, balance_after, created_at)
     select p.id, p.card_id, 10, 10 * ((n - 1) / ${CARDS} + 1), p.at from ${payments}`,
  )
  await db.query(
    `with seeded as (
       insert into app.transactions (id, tx_no, tx_type, card_id, raw_amount, final_amount, status, payment_method, created_at)
       select sec.uuid_v7(), 'seed-' || c.card_no, 'recharge', c.id, 100000, 100000, 'completed', 'bank', now() - interval '${MONTHS * 28 + 1} days'
       from app.member_cards c returning id, card_id, created_at)
     insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
     select s.id, 1, 'external_method', '00000000-0000-0000-0000-000000000000', 'card_balance', s.card_id, 100000, s.created_at from seeded s;
     update app.member_cards c set balance = 100000 - 10 * s.paid, points = 10 * s.paid
     from (select p.card_id, count(*)::int as paid from app.point_ledger p group by 1) s where s.card_id = c.id`,
  )
  await db.query(
    `set maintenance_work_mem = '512MB';
     alter table app.transactions add primary key (id, created_at);
     alter table app.ledger_entries add primary key (transaction_id, line, created_at);
     alter table app.point_ledger add primary key (card_id, created_at, transaction_id)`,
  )
  await db.query('vacuum analyze')
}

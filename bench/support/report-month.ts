import type pg from 'pg'

export type Month = { merchantIds: string[]; firstDay: string; lastDay: string; transactions: number }

/** Entry n of the month: which shop, card and till it falls to, and what it is. 3 of 100 are declined, one is a cash recharge, two are refunds. */
const SHAPE = `
  select n, n % 50 as shop, case when n % 100 in (4, 5) and n > 50 then n - 50 else n end as payment_n,
    case when n % 100 < 3 then 'failed' when n % 100 = 3 then 'recharge' when n % 100 in (4, 5) and n > 50 then 'refund' else 'payment' end as what,
    case when n % 100 between 80 and 85 then 'cash' else 'balance' end::app.payment_method as method,
    $2::date::timestamp at time zone 'Asia/Taipei' + interval '30 days' * (n / ($1 + 1)::float) as at
  from generate_series(1, $1::int) n`

/** Thirty business days that ended yesterday, for fifty shops: transactions, postings, balances and refunds that agree, made by SQL in one go. */
export async function aMonth(owner: pg.Pool, transactions: number): Promise<Month> {
  const { rows } = await owner.query<{ first: string; last: string }>(
    `select (now() at time zone 'Asia/Taipei')::date - 30 as first, (now() at time zone 'Asia/Taipei')::date - 1 as last`,
  )
  const { first, last } = rows[0]!
  await owner.query(`select app.create_monthly_partition((now() - make_interval(months => m))::date) from generate_series(0, 2) m`)
  const merchantIds = await shops(owner)
  await owner.query(
    `create table public.month as
     select s.*, m.id as merchant_id, t.id as terminal_id, c.id as card_id, sec.uuid_v7() as id, (50 + s.payment_n % 200)::numeric as amount
     from (${SHAPE}) s
     join lateral (select x.id from public.shops x where x.no = s.shop) m on true
     join lateral (select x.id from public.tills x where x.shop = s.shop and x.no = s.n / 50 % 2) t on true
     join public.cards c on c.no = s.shop * 100 + s.payment_n / 100 % 100`
      .replaceAll('$1', String(transactions))
      .replaceAll('$2', `'${first}'`),
  )
  await owner.query(POSTED)
  await owner.query('vacuum analyze')
  return { merchantIds, firstDay: first, lastDay: last, transactions }
}

async function shops(owner: pg.Pool): Promise<string[]> {
  await owner.query(
    `create table public.shops as select n as no, app.create_merchant('bench-' || n, 'Shop ' || n, 'Asia/Taipei', 0.015) as id from generate_series(0, 49) n;
     create table public.tills as select s.no as shop, n as no, sec.uuid_v7() as id, s.id as merchant_id from public.shops s cross join generate_series(0, 1) n;
     insert into app.terminals (id, merchant_id, label) select t.id, t.merchant_id, 'Till ' || t.no from public.tills t;
     insert into app.member_profiles (name) select 'Bench ' || n from generate_series(0, 4999) n;
     create table public.cards as
       select (row_number() over (order by m.id) - 1)::int as no, sec.uuid_v7() as id, m.id as member_id from app.member_profiles m;
     create index on public.cards (no);
     insert into app.member_cards (id, card_type, owner_member_id) select c.id, case when c.no % 2 = 0 then 'prepaid' else 'standard' end::app.card_type, c.member_id
       from public.cards c`,
  )
  const { rows } = await owner.query<{ id: string }>('select id from public.shops order by no')
  return rows.map(({ id }) => id)
}

const NOBODY = `'00000000-0000-0000-0000-000000000000'::uuid`
const POSTED = `
  insert into app.transactions (id, tx_no, tx_type, card_id, merchant_id, terminal_id, raw_amount, final_amount, fee_amount, status, decline_code,
    payment_method, original_id, original_at, refunded_amount, scanned_at, created_at)
  select x.id, app.next_tx_no(x.at), case x.what when 'failed' then 'payment' else x.what end::app.tx_type, x.card_id, x.merchant_id, x.terminal_id,
    case x.what when 'refund' then 10 else x.amount end, case x.what when 'refund' then 10 else x.amount end,
    case when x.what = 'payment' and x.method = 'balance' then round(x.amount * 0.015, 2) else 0 end,
    case x.what when 'failed' then 'failed' else 'completed' end::app.tx_status, case x.what when 'failed' then 'insufficient_balance' end,
    case x.what when 'recharge' then 'cash' else x.method end::app.payment_method, p.id, p.at,
    case when r.id is not null then 10 else 0 end, x.at - interval '3 seconds', x.at
  from public.month x
  left join public.month p on x.what = 'refund' and p.n = x.n - 50
  left join public.month r on r.what = 'refund' and r.n = x.n + 50;
  insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
  select x.id, l.line, l.debit_type, l.debit_id, l.credit_type, l.credit_id, l.amount / 100.0, x.at
  from public.month x
  cross join lateral app.payment_postings(x.method, x.card_id, x.merchant_id, (x.amount * 100)::bigint,
    case x.method when 'balance' then (round(x.amount * 0.015, 2) * 100)::bigint else 0 end) l
  where x.what = 'payment'
  union all
  select x.id, l.line, l.credit_type, l.credit_id, l.debit_type, l.debit_id, l.amount / 100.0, x.at
  from public.month x cross join lateral app.payment_postings(x.method, x.card_id, x.merchant_id, 1000, 0) l where x.what = 'refund'
  union all
  select x.id, 1::smallint, 'merchant_cash', x.merchant_id, 'card_balance', x.card_id, x.amount, x.at from public.month x where x.what = 'recharge';
  with seeded as (
    insert into app.transactions (id, tx_no, tx_type, card_id, raw_amount, final_amount, status, payment_method, created_at)
    select sec.uuid_v7(), 'seed-' || c.no, 'recharge', c.id, 1000000, 1000000, 'completed', 'bank', (select min(m.at) from public.month m) - interval '1 day'
    from public.cards c returning id, card_id, created_at)
  insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
  select s.id, 1, 'external_method', ${NOBODY}, 'card_balance', s.card_id, 1000000, s.created_at from seeded s;
  update app.member_cards c set balance = s.balance
  from (select a.card_id, sum(a.amount) as balance from (
      select l.credit_id as card_id, l.amount from app.ledger_entries l where l.credit_type = 'card_balance'
      union all select l.debit_id, -l.amount from app.ledger_entries l where l.debit_type = 'card_balance') a group by 1) s
  where s.card_id = c.id`

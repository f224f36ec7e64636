-- What the ledger says of a merchant's accounts between two moments, in currency units; every posting that names the merchant is in exactly one of
-- the four sums. gross: what it earned (balance payments, debts the platform took over); refunds: what it gave back; fees: what the platform kept;
-- held_recharges: money of members that the merchant took in at its tills. Settlements' own postings are none of them.
-- Found by the merchant's transactions, because an index on the ledger's accounts would cost each charge what only this reads. Internal.
create or replace function app.merchant_ledger_sums(merchant_id uuid, starts_at timestamptz, ends_at timestamptz)
returns table (gross numeric, refunds numeric, fees numeric, held_recharges numeric, payment_count int, refund_count int, recharge_count int)
language sql stable security definer
set search_path = pg_catalog
as $$
  with moves as (
    select l.amount,
      case
        when l.debit_type = 'merchant_payable' and l.credit_type = 'fees' then 'fee'
        when l.debit_type = 'fees' and l.credit_type = 'merchant_payable' then 'fee_back'
        when l.debit_type = 'merchant_cash' and l.debit_id = merchant_ledger_sums.merchant_id then 'held'
        when l.credit_type = 'merchant_cash' and l.credit_id = merchant_ledger_sums.merchant_id then 'held_back'
        when l.credit_type = 'merchant_payable' then 'gross'
        when l.debit_type = 'merchant_payable' then 'refund'
      end as part
    from app.transactions t
    join app.ledger_entries l on l.transaction_id = t.id and l.created_at = t.created_at
      and l.created_at >= merchant_ledger_sums.starts_at and l.created_at < merchant_ledger_sums.ends_at
    where t.merchant_id = merchant_ledger_sums.merchant_id
      and t.created_at >= merchant_ledger_sums.starts_at and t.created_at < merchant_ledger_sums.ends_at
      and merchant_ledger_sums.merchant_id in (l.debit_id, l.credit_id)
  )
  select coalesce(sum(m.amount) filter (where m.part = 'gross'), 0), coalesce(sum(m.amount) filter (where m.part = 'refund'), 0),
    coalesce(sum(case m.part when 'fee' then m.amount when 'fee_back' then -m.amount end), 0),
    coalesce(sum(case m.part when 'held' then m.amount when 'held_back' then -m.amount end), 0),
    count(*) filter (where m.part = 'gross')::int, count(*) filter (where m.part = 'refund')::int,
    count(*) filter (where m.part = 'held')::int
  from moves m
$$;

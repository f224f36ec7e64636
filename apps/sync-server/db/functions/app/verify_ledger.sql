-- Proves that cards = sum of postings = point ledger, and that every settled payment and refund has its postings. Returns the rows that are
-- wrong, nothing when all is well. Amounts in currency units.
create or replace function app.verify_ledger() returns table (problem text, object_id uuid, expected numeric, found numeric)
language sql stable security definer
set search_path = pg_catalog
as $$
  with moves as (
    select l.credit_id as card_id, l.amount from app.ledger_entries l where l.credit_type = 'card_balance'
    union all
    select l.debit_id, -l.amount from app.ledger_entries l where l.debit_type = 'card_balance'
  ), sums as (
    select m.card_id, sum(m.amount) as amount from moves m group by m.card_id
  ), points as (
    select p.card_id, sum(p.delta) as points from app.point_ledger p group by p.card_id
  ), posted as (
    select l.transaction_id, sum(l.amount) filter (where l.line = 1) as moved from app.ledger_entries l group by l.transaction_id
  )
  select 'balance_differs', coalesce(c.id, s.card_id), s.amount, c.balance
  from app.member_cards c full join sums s on s.card_id = c.id
  where coalesce(s.amount, 0) is distinct from coalesce(c.balance, 0)
  union all
  select 'points_differ', coalesce(c.id, p.card_id), p.points, c.points
  from app.member_cards c full join points p on p.card_id = c.id
  where coalesce(p.points, 0) is distinct from coalesce(c.points, 0)
  union all
  select 'postings_differ', t.id, t.final_amount, p.moved
  from app.transactions t left join posted p on p.transaction_id = t.id
  where t.status in ('completed', 'refunded') and coalesce(p.moved, 0) <> t.final_amount
  union all
  select 'failed_but_posted', t.id, 0, p.moved
  from app.transactions t join posted p on p.transaction_id = t.id where t.status = 'failed'
$$;
grant execute on function app.verify_ledger() to mps_admin;

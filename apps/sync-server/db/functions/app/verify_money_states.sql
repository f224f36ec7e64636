-- The part of app.verify_ledger that is about points kept after refunds, debts and online recharges; wrong rows only. It reads refunds, debts and
-- intents, so its cost follows theirs and not that of payments. Amounts in currency units.
--   points_kept_differ  a payment keeps other points than floor(what remains paid), shortfalls counted
--   debts_differ        a member's debt account is not the sum of their open debts
--   debt_state_differs  a late decline says member_debt without a debt, or the other way round, or its payment is missing
--   intent_differs      a completed intent's recharge is missing or of another amount
create or replace function app.verify_money_states() returns table (problem text, object_id uuid, expected numeric, found numeric)
language sql stable security definer
set search_path = pg_catalog
as $$
  with given_back as (
    select r.original_id, r.original_at, sum(-r.points_earned + coalesce((r.tag ->> 'pointsShort')::int, 0)) as points
    from app.transactions r where r.tx_type = 'refund' group by 1, 2
  ), owed as (
    select m.member_id, sum(m.amount) as amount
    from (
      select l.debit_id as member_id, l.amount from app.ledger_entries l where l.debit_type = 'member_debt'
      union all
      select l.credit_id, -l.amount from app.ledger_entries l where l.credit_type = 'member_debt'
    ) m group by 1
  ), debts as (
    select d.member_id, sum(d.amount - d.repaid) as amount from app.member_debts d group by 1
  )
  select 'points_kept_differ', p.id, floor(p.final_amount - p.refunded_amount), p.points_earned - g.points
  from given_back g join app.transactions p on p.id = g.original_id and p.created_at = g.original_at
  where p.points_earned > 0 and p.points_earned - g.points <> least(p.points_earned, floor(p.final_amount - p.refunded_amount))
  union all
  select 'debts_differ', coalesce(o.member_id, d.member_id), coalesce(o.amount, 0), coalesce(d.amount, 0)
  from owed o full join debts d on d.member_id = o.member_id
  where coalesce(o.amount, 0) <> coalesce(d.amount, 0)
  union all
  select 'debt_state_differs', coalesce(l.charge_id, d.charge_id), d.amount, t.final_amount
  from (select * from app.late_declines x where x.state = 'member_debt') l
  full join app.member_debts d on d.charge_id = l.charge_id and d.terminal_id = l.terminal_id
  left join app.transactions t on t.id = d.transaction_id and t.created_at = d.transaction_at
  where l.charge_id is null or d.id is null or t.final_amount is distinct from d.amount
  union all
  select 'intent_differs', i.id, i.amount, t.final_amount
  from app.recharge_intents i left join app.transactions t on t.id = i.transaction_id and t.created_at = i.transaction_at
  where i.state = 'completed' and (t.final_amount is distinct from i.amount or t.tx_type is distinct from 'recharge')
$$;
grant execute on function app.verify_money_states() to mps_admin;

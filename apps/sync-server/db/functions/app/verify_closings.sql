-- The cards whose closing is not what all postings before the last completed cut add up to; balance first, else points. Internal.
create or replace function app.verify_closings() returns table (card_id uuid, expected numeric, found numeric)
language sql stable security definer
set search_path = pg_catalog
as $$
  with cut as (
    select max(c.cut_at) as at from app.ledger_closings c where c.completed_at is not null
  ), money as (
    select m.card_id, sum(m.amount) as amount from (
      select l.credit_id as card_id, l.amount from app.ledger_entries l where l.credit_type = 'card_balance' and l.created_at < (select cut.at from cut)
      union all
      select l.debit_id, -l.amount from app.ledger_entries l where l.debit_type = 'card_balance' and l.created_at < (select cut.at from cut)
    ) m group by m.card_id
  ), points as (
    select p.card_id, sum(p.delta) as points from app.point_ledger p where p.created_at < (select cut.at from cut) group by p.card_id
  )
  select coalesce(k.card_id, m.card_id, p.card_id),
    case when coalesce(k.balance, 0) <> coalesce(m.amount, 0) then coalesce(m.amount, 0) else coalesce(p.points, 0) end,
    case when coalesce(k.balance, 0) <> coalesce(m.amount, 0) then coalesce(k.balance, 0) else coalesce(k.points, 0) end
  from app.card_closings k
  full join money m on m.card_id = k.card_id
  full join points p on p.card_id = coalesce(k.card_id, m.card_id)
  where coalesce(k.balance, 0) <> coalesce(m.amount, 0) or coalesce(k.points, 0) <> coalesce(p.points, 0)
$$;

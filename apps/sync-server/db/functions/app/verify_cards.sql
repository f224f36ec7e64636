-- balance_differs: a card's balance is not what its closing and its postings since add up to. points_differ: the same for its points.
-- closing_differs (from the beginning only): a closing is not what the postings before it add up to. object_id is the card. Internal.
create or replace function app.verify_cards(since timestamptz) returns table (problem text, object_id uuid, expected numeric, found numeric)
language plpgsql stable security definer
set search_path = pg_catalog
-- Planned for the time that it is asked about: a plan for any time knows neither partitions nor numbers of rows.
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  with money as (
    select m.card_id, sum(m.amount) as amount from (
      select l.credit_id as card_id, l.amount from app.ledger_entries l where l.credit_type = 'card_balance' and l.created_at >= verify_cards.since
      union all
      select l.debit_id, -l.amount from app.ledger_entries l where l.debit_type = 'card_balance' and l.created_at >= verify_cards.since
    ) m group by m.card_id
  ), points as (
    select p.card_id, sum(p.delta) as points from app.point_ledger p where p.created_at >= verify_cards.since group by p.card_id
  ), closed as (
    select c.card_id, c.balance, c.points from app.card_closings c where verify_cards.since <> '-infinity'
  ), books as (
    select coalesce(c.id, m.card_id, p.card_id, k.card_id) as card_id, coalesce(k.balance, 0) + coalesce(m.amount, 0) as balance,
      coalesce(k.points, 0) + coalesce(p.points, 0) as points, coalesce(c.balance, 0) as card_balance, coalesce(c.points, 0) as card_points
    from app.member_cards c
    full join money m on m.card_id = c.id
    full join points p on p.card_id = coalesce(c.id, m.card_id)
    full join closed k on k.card_id = coalesce(c.id, m.card_id, p.card_id)
  )
  select f.problem, b.card_id, f.expected, f.found
  from books b
  cross join lateral (values ('balance_differs', b.balance, b.card_balance), ('points_differ', b.points, b.card_points::numeric)) as f (problem, expected, found)
  where (b.balance <> b.card_balance or b.points <> b.card_points) and f.expected <> f.found
  union all
  select 'closing_differs', d.card_id, d.expected, d.found
  from app.verify_closings() d
  where verify_cards.since = '-infinity';
end $$;

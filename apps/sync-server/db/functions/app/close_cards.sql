-- Adds the postings of a closing's time to what is closed of each card that had any. Internal: app.close_ledger.
create or replace function app.close_cards(closing_no bigint, since timestamptz, upto timestamptz) returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  insert into app.card_closings as k (card_id, balance, points, closing_no)
  select m.card_id, sum(m.amount), sum(m.points), close_cards.closing_no
  from (
    select l.credit_id as card_id, l.amount, 0 as points from app.ledger_entries l
    where l.credit_type = 'card_balance' and l.created_at >= close_cards.since and l.created_at < close_cards.upto
    union all
    select l.debit_id, -l.amount, 0 from app.ledger_entries l
    where l.debit_type = 'card_balance' and l.created_at >= close_cards.since and l.created_at < close_cards.upto
    union all
    select p.card_id, 0, p.delta from app.point_ledger p where p.created_at >= close_cards.since and p.created_at < close_cards.upto
  ) m
  group by m.card_id
  on conflict (card_id) do update
  set balance = k.balance + excluded.balance, points = k.points + excluded.points, closing_no = excluded.closing_no
$$;

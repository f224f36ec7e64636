-- Points since a moment. earned_points_differ: a transaction gave or took other points than the point ledger says (object_id is the transaction).
-- point_history_breaks: a line's balance_after is not what the lines before it add up to (object_id is the card). Internal.
create or replace function app.verify_points(since timestamptz) returns table (problem text, object_id uuid, expected numeric, found numeric)
language sql stable security definer
set search_path = pg_catalog
as $$
  select 'earned_points_differ', coalesce(t.id, p.transaction_id), coalesce(t.points_earned, 0), coalesce(p.delta, 0)
  from (select x.id, x.created_at, x.points_earned from app.transactions x
    where x.created_at >= verify_points.since and x.status <> 'failed' and x.points_earned <> 0) t
  full join (select x.transaction_id, x.created_at, x.delta from app.point_ledger x where x.created_at >= verify_points.since) p
    on p.transaction_id = t.id and p.created_at = t.created_at
  where coalesce(t.points_earned, 0) <> coalesce(p.delta, 0)
  union all
  select 'point_history_breaks', h.card_id, h.expected, h.balance_after
  from (
    select p.card_id, p.balance_after, coalesce(k.points, 0)
      -- Charges of one set share their moment: what they left grows from one to the next.
      + sum(p.delta) over (partition by p.card_id order by p.created_at, p.delta < 0, p.balance_after * sign(p.delta)
          rows between unbounded preceding and current row) as expected
    from app.point_ledger p
    left join app.card_closings k on k.card_id = p.card_id and verify_points.since <> '-infinity'
    where p.created_at >= verify_points.since
  ) h
  where h.expected <> h.balance_after
$$;

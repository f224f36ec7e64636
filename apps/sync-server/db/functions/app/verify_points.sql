-- point_history_breaks: the balance_after of a line of the point ledger since a moment is not what its card's lines before it add up to.
-- object_id is the card. Internal.
create or replace function app.verify_points(since timestamptz) returns table (problem text, object_id uuid, expected numeric, found numeric)
language plpgsql stable security definer
set search_path = pg_catalog
-- Planned for the time that it is asked about: a plan for any time knows neither partitions nor numbers of rows.
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  select 'point_history_breaks', h.card_id, (coalesce(k.points, 0) + h.added)::numeric, h.balance_after::numeric
  from (
    select p.card_id, p.balance_after,
      -- Charges of one set share their moment: what they left grows from one to the next, and shrinks with what is taken.
      sum(p.delta) over (partition by p.card_id order by p.created_at, p.delta < 0, case when p.delta < 0 then -p.balance_after else p.balance_after end
        rows between unbounded preceding and current row) as added
    from app.point_ledger p
    where p.created_at >= verify_points.since
  ) h
  left join app.card_closings k on k.card_id = h.card_id and verify_points.since <> '-infinity'
  where coalesce(k.points, 0) + h.added <> h.balance_after;
end $$;

-- The part of app.verify_postings that is about points, for one slice of time. Internal.
create or replace function app.verify_earned_points(from_at timestamptz, to_at timestamptz)
returns table (problem text, object_id uuid, expected numeric, found numeric)
language plpgsql stable security definer
set search_path = pg_catalog
-- Planned for the time that it is asked about: a plan for any time knows neither partitions nor numbers of rows.
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  select 'earned_points_differ', coalesce(t.id, p.transaction_id), coalesce(t.points_earned, 0)::numeric, coalesce(p.delta, 0)::numeric
  from (select x.id, x.created_at, x.points_earned from app.transactions x
    where x.created_at >= verify_earned_points.from_at and x.created_at < verify_earned_points.to_at and x.status <> 'failed' and x.points_earned <> 0) t
  full join (select x.transaction_id, x.created_at, x.delta from app.point_ledger x
    where x.created_at >= verify_earned_points.from_at and x.created_at < verify_earned_points.to_at) p
    on p.transaction_id = t.id and p.created_at = t.created_at
  where coalesce(t.points_earned, 0) <> coalesce(p.delta, 0)
    -- What a replacement moves was earned before: it leaves one card and comes to another.
    and not exists (select from app.card_replacements r where r.id = p.transaction_id and t.id is null and r.points = abs(p.delta));
end $$;

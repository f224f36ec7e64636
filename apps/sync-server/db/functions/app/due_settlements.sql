-- The settlements that the job has still to make: each business day that has ended in its merchant's zone since its last settlement (or its first
-- transaction), oldest first. Days without a transaction before the first one with any join that one; a merchant without any has none due.
-- max_days bounds what one run does.
create or replace function app.due_settlements(max_days int default 1000) returns table (merchant_id uuid, first_day date, last_day date)
language sql stable security definer
set search_path = pg_catalog
as $$
  with uncovered as (
    select m.id, m.time_zone, s.last_day + 1 as next_day, (clock_timestamp() at time zone m.time_zone)::date - 1 as yesterday, first_tx.day as active_day
    from app.merchants m
    left join lateral (
      select x.last_day, x.ends_at from app.settlements x where x.merchant_id = m.id order by x.last_day desc limit 1
    ) s on true
    cross join lateral (
      select (t.created_at at time zone m.time_zone)::date as day from app.transactions t
      where t.merchant_id = m.id and t.created_at >= coalesce(s.ends_at, '-infinity') order by t.created_at limit 1
    ) first_tx
  )
  select u.id, case when d.day = greatest(u.active_day, u.next_day) then coalesce(u.next_day, d.day) else d.day end, d.day
  from uncovered u
  cross join lateral (select g::date as day from generate_series(greatest(u.active_day, u.next_day)::timestamp, u.yesterday::timestamp, interval '1 day') g) d
  order by d.day, u.id
  limit due_settlements.max_days
$$;
grant execute on function app.due_settlements(int) to mps_server, mps_admin;

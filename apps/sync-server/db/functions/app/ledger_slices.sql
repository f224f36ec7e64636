-- The time from a moment on, cut at the months of the partitions: what reads the whole ledger reads it month by month, in memory that a month needs.
-- Before the first partition and behind the last lies what the default partition caught. Internal.
create or replace function app.ledger_slices(since timestamptz) returns table (from_at timestamptz, to_at timestamptz)
language sql stable security definer
set search_path = pg_catalog
as $$
  with cuts as (
    select make_timestamptz(substring(c.relname from '_y([0-9]{4})m')::int, substring(c.relname from 'm([0-9]{2})$')::int, 1, 0, 0, 0, 'UTC') as at
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'app.ledger_entries'::regclass and c.relname ~ '_y[0-9]{4}m[0-9]{2}$'
  ), edges as (
    select timestamptz '-infinity' as at union all select c.at from cuts c union all select max(c.at) + interval '1 month' from cuts c
  )
  select greatest(s.from_at, ledger_slices.since), s.to_at
  from (select e.at as from_at, lead(e.at, 1, 'infinity') over (order by e.at) as to_at from edges e) s
  where s.to_at > ledger_slices.since
  order by s.from_at
$$;

-- A time as every answer writes it: UTC with milliseconds, such as 2026-11-23T08:42:00.000Z.
create or replace function app.iso_time(at timestamptz) returns text
language sql stable parallel safe strict
set search_path = pg_catalog
as $$
  select to_char(iso_time.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

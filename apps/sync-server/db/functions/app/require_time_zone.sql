-- Passes for the name of a time zone that the database knows: business days are cut by it. Raises MP051 unknown_time_zone. Internal.
create or replace function app.require_time_zone(time_zone text) returns void
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  if not exists (select from pg_timezone_names n where n.name = require_time_zone.time_zone) then
    raise exception 'unknown_time_zone' using errcode = 'MP051';
  end if;
end $$;

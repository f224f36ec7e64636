-- The one currency of this deployment (ISO 4217), for whoever shows amounts.
create or replace function app.platform_currency() returns text
language sql stable security definer
set search_path = pg_catalog
as $$
  select s.currency from app.platform_settings s
$$;
grant execute on function app.platform_currency() to mps_member;

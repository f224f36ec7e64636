-- A user's sealed second factor and the newest step that was used, confirmed or not; no row where there is none.
create or replace function auth.pending_totp(user_id uuid) returns table (sealed_secret bytea, last_step bigint, is_confirmed boolean)
language sql stable security definer
set search_path = pg_catalog
as $$
  select t.sealed_secret, t.last_step, t.confirmed_at is not null from auth.totp_secrets t where t.user_id = pending_totp.user_id
$$;
grant execute on function auth.pending_totp(uuid) to mps_server;

-- What the server tells a user of their own account, and what it judges their sessions by; no row for an unknown one.
create or replace function auth.user_account(user_id uuid) returns table (login text, name text, is_admin boolean, has_totp boolean)
language sql stable security definer
set search_path = pg_catalog
as $$
  select u.login, u.name, u.is_platform_admin, exists (select from auth.totp_secrets t where t.user_id = u.id and t.confirmed_at is not null)
  from auth.users u where u.id = user_account.user_id
$$;
grant execute on function auth.user_account(uuid) to mps_server;

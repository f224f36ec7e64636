-- A member's credentials by number, phone or e-mail, for the server to compare the password; no row for an unknown login.
create or replace function auth.member_login(login text)
returns table (member_id uuid, member_no text, name text, password_hash text, status text, locked_until timestamptz)
language sql stable security definer
set search_path = pg_catalog
as $$
  select m.id, m.member_no, m.name, c.password_hash, m.status::text, c.locked_until
  from app.member_profiles m join auth.member_credentials c on c.member_id = m.id
  where m.member_no = upper(member_login.login) or m.phone = member_login.login or m.email = lower(member_login.login)
  limit 1
$$;
grant execute on function auth.member_login(text) to mps_server;

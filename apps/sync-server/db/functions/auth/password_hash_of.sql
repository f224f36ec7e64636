-- The bcrypt hash of a signed-in person's password, for the server to compare before it changes anything of the account.
create or replace function auth.password_hash_of(kind text, subject_id uuid) returns text
language sql stable security definer
set search_path = pg_catalog
as $$
  select case password_hash_of.kind
    when 'member' then (select c.password_hash from auth.member_credentials c where c.member_id = password_hash_of.subject_id)
    else (select u.password_hash from auth.users u where u.id = password_hash_of.subject_id) end
$$;
grant execute on function auth.password_hash_of(text, uuid) to mps_server;

-- Sets a member's password hash (bcrypt, cost 12 or more, made by the server) and lifts a lock-out.
create or replace function auth.set_member_password(member_id uuid, password_hash text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  insert into auth.member_credentials as c (member_id, password_hash) values (set_member_password.member_id, set_member_password.password_hash)
  on conflict on constraint member_credentials_pkey do update set password_hash = excluded.password_hash, failed_count = 0, locked_until = null;
  perform audit.log('member.password_set', 'member', set_member_password.member_id);
end $$;
grant execute on function auth.set_member_password(uuid, text) to mps_admin;

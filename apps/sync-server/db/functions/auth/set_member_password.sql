-- Sets a member's password hash (bcrypt, cost 12 or more, made by the server) at an admin's word, and ends the member's sessions.
create or replace function auth.set_member_password(member_id uuid, password_hash text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  insert into auth.member_credentials as c (member_id, password_hash) values (set_member_password.member_id, set_member_password.password_hash)
  on conflict on constraint member_credentials_pkey do update set password_hash = excluded.password_hash;
  perform auth.end_sessions(
    array(select s.id from auth.sessions s where s.member_id = set_member_password.member_id and s.ended_at is null), 'password_changed');
  perform audit.log('member.password_set', 'member', set_member_password.member_id);
end $$;
grant execute on function auth.set_member_password(uuid, text) to mps_admin;

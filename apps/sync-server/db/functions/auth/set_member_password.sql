-- Sets a member's password hash (bcrypt, cost 12 or more, made by the server) and ends the sessions of the old one. Raises MP001 not_found,
-- MP003 state_conflict for an erased member.
create or replace function auth.set_member_password(member_id uuid, password_hash text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_status app.member_status;
begin
  -- Who is being erased at this moment gets no password afterwards.
  select m.status into v_status from app.member_profiles m where m.id = set_member_password.member_id for share;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif v_status = 'deleted' then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  insert into auth.member_credentials as c (member_id, password_hash) values (set_member_password.member_id, set_member_password.password_hash)
  on conflict on constraint member_credentials_pkey do update set password_hash = excluded.password_hash;
  perform auth.end_sessions(
    array(select s.id from auth.sessions s where s.member_id = set_member_password.member_id and s.ended_at is null), 'password_changed');
  perform audit.log('member.password_set', 'member', set_member_password.member_id);
end $$;
grant execute on function auth.set_member_password(uuid, text) to mps_admin;

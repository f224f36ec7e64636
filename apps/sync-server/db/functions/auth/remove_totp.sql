-- Removes a user's second factor and recovery codes, after the server has compared the password and a code of it; ends the other sessions.
-- Raises MP001 not_found where there is none.
create or replace function auth.remove_totp(user_id uuid, keep_session_id uuid default null) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  perform set_config('sec.actor_id', remove_totp.user_id::text, true);
  delete from auth.recovery_codes r where r.user_id = remove_totp.user_id;
  delete from auth.totp_secrets t where t.user_id = remove_totp.user_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  perform auth.end_sessions(array(select s.id from auth.sessions s where s.user_id = remove_totp.user_id and s.ended_at is null
    and s.id is distinct from remove_totp.keep_session_id), 'second_factor_changed');
  perform audit.log('user.totp_removed', 'user', remove_totp.user_id);
end $$;
grant execute on function auth.remove_totp(uuid, uuid) to mps_server;

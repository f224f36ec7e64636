-- Stores the new password of a person whose old one the server has compared (bcrypt, cost 12 or more), and ends all of their other sessions.
create or replace function auth.change_password(kind text, subject_id uuid, password_hash text, keep_session_id uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_realm text := case change_password.kind when 'member' then 'member' else 'user' end;
begin
  perform set_config('sec.actor_id', change_password.subject_id::text, true);
  if v_realm = 'member' then
    update auth.member_credentials c set password_hash = change_password.password_hash where c.member_id = change_password.subject_id;
  else
    update auth.users u set password_hash = change_password.password_hash where u.id = change_password.subject_id;
  end if;
  perform auth.end_sessions(
    array(select s.id from auth.sessions s where (s.user_id = change_password.subject_id or s.member_id = change_password.subject_id) and s.ended_at is null
      and s.id is distinct from change_password.keep_session_id), 'password_changed');
  perform audit.log(v_realm || '.password_changed', v_realm, change_password.subject_id);
end $$;
grant execute on function auth.change_password(text, uuid, text, uuid) to mps_server;

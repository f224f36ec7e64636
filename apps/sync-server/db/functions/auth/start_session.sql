-- Starts a session for somebody whose password (and second factor) the server has compared, with its first refresh token's SHA-256; forgets the
-- failures of the login. Raises MP002 forbidden for who may hold none.
create or replace function auth.start_session(kind text, subject_id uuid, merchant_id uuid, token_hash bytea, attempt_key bytea default null,
  out session_id uuid, out expires_at timestamptz, out refresh_expires_at timestamptz)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_life record;
begin
  if not auth.may_hold_session(start_session.kind, start_session.subject_id, start_session.merchant_id) then
    raise exception 'forbidden' using errcode = 'MP002';
  end if;
  select * into v_life from auth.session_life(start_session.kind);
  expires_at := clock_timestamp() + v_life.at_most;
  refresh_expires_at := clock_timestamp() + v_life.unused;
  insert into auth.sessions as s (kind, user_id, member_id, merchant_id, expires_at)
  values (start_session.kind, case when start_session.kind <> 'member' then start_session.subject_id end,
    case when start_session.kind = 'member' then start_session.subject_id end, start_session.merchant_id, start_session.expires_at)
  returning s.id into session_id;
  insert into auth.refresh_tokens (token_hash, session_id, expires_at)
  values (start_session.token_hash, start_session.session_id, start_session.refresh_expires_at);
  delete from auth.login_attempts a where a.attempt_key = start_session.attempt_key;
  perform set_config('sec.actor_id', start_session.subject_id::text, true);
  perform audit.log('session.started', 'session', start_session.session_id, jsonb_build_object('kind', start_session.kind));
end $$;
grant execute on function auth.start_session(text, uuid, uuid, bytea, bytea) to mps_server;

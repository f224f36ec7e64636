-- Spends a refresh token for its successor. outcome: rotated; repeated, for a token spent within the last ten seconds with this same successor (two tabs
-- at once, or an answer that was lost); reused, for one spent earlier: somebody else holds it, and the whole family ends here; refused, for an
-- unknown, expired or ended one, one of another kind than this door is for, or a person who may hold no session any more. It raises nothing, so that what it ends stays ended.
create or replace function auth.rotate_refresh_token(token_hash bytea, successor_hash bytea, kinds text[], merchant_id uuid default null,
  out outcome text, out session_id uuid, out kind text, out subject_id uuid, out acting_for uuid, out expires_at timestamptz, out refresh_expires_at timestamptz)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
  v_session auth.sessions;
  v_token auth.refresh_tokens;
  v_now timestamptz;
begin
  outcome := 'refused';
  select t.session_id into session_id from auth.refresh_tokens t where t.token_hash = rotate_refresh_token.token_hash;
  if not found then
    return;
  end if;
  -- The family is locked before any of it is read: of two tabs, the second sees what the first has done.
  select * into v_session from auth.sessions s where s.id = rotate_refresh_token.session_id for update;
  select * into v_token from auth.refresh_tokens t where t.token_hash = rotate_refresh_token.token_hash;
  v_now := clock_timestamp();
  kind := v_session.kind;
  subject_id := coalesce(v_session.user_id, v_session.member_id);
  acting_for := coalesce(rotate_refresh_token.merchant_id, v_session.merchant_id);
  expires_at := v_session.expires_at;
  perform set_config('sec.actor_id', subject_id::text, true);
  if v_session.ended_at is not null or v_session.expires_at <= v_now or kind <> all (rotate_refresh_token.kinds) then
    return;
  end if;
  if v_token.used_at < v_now - interval '10 seconds' then
    outcome := 'reused';
    perform auth.end_sessions(array[session_id], 'refresh_token_reused');
    return;
  end if;
  if v_token.used_at is null and v_token.expires_at <= v_now then
    return;
  end if;
  if not auth.may_hold_session(kind, subject_id, acting_for) then
    return;
  end if;
  if acting_for is distinct from v_session.merchant_id then
    update auth.sessions s set merchant_id = rotate_refresh_token.acting_for where s.id = rotate_refresh_token.session_id;
  end if;
  refresh_expires_at := least(v_now + (auth.session_life(kind)).unused, v_session.expires_at);
  if v_token.used_at is not null then
    -- A successor that the server cannot name again was made under another key: nothing to repeat.
    if v_token.successor_hash = rotate_refresh_token.successor_hash then
      outcome := 'repeated';
    end if;
    return;
  end if;
  update auth.refresh_tokens t set used_at = v_now, successor_hash = rotate_refresh_token.successor_hash where t.token_hash = rotate_refresh_token.token_hash;
  insert into auth.refresh_tokens (token_hash, session_id, expires_at)
  values (rotate_refresh_token.successor_hash, rotate_refresh_token.session_id, rotate_refresh_token.refresh_expires_at);
  outcome := 'rotated';
end $$;
grant execute on function auth.rotate_refresh_token(bytea, bytea, text[], uuid) to mps_server;

-- Ends sessions that are still open, and notes each. Internal: what ends them says why.
create or replace function auth.end_sessions(session_ids uuid[], reason text) returns int
language sql volatile security definer
set search_path = pg_catalog
as $$
  with ended as (
    update auth.sessions s set ended_at = clock_timestamp(), end_reason = end_sessions.reason
    where s.id = any (end_sessions.session_ids) and s.ended_at is null
    returning s.id
  ), noted as (
    select audit.log('session.ended', 'session', e.id, jsonb_build_object('reason', end_sessions.reason)) from ended e
  )
  select count(*)::int from noted
$$;

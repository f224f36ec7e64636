-- What access tokens that are still within their life no longer count for: the sessions ended and the terminals revoked lately, with whether the terminal
-- may drain. Every instance asks each second, and not once per request; the time is the statement's, because no index serves one that is volatile.
create or replace function auth.recent_revocations(life interval)
returns table (kind text, id uuid, may_drain boolean)
language sql stable security definer
set search_path = pg_catalog
as $$
  select 'session', s.id, false from auth.sessions s where s.ended_at > statement_timestamp() - recent_revocations.life
  union all
  select 'terminal', t.id, t.drain_allowed from app.terminals t
  where t.status = 'revoked' and t.blocked_at > statement_timestamp() - recent_revocations.life
$$;
grant execute on function auth.recent_revocations(interval) to mps_server;

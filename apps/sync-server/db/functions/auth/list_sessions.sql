-- A person's open sessions, the newest first, as packages/shared SessionSummary has them.
create or replace function auth.list_sessions(subject_id uuid, current_id uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'kind', s.kind, 'merchantId', s.merchant_id, 'isCurrent', s.id = list_sessions.current_id,
      'startedAt', app.iso_time(s.created_at), 'usedAt', app.iso_time(coalesce(used.at, s.created_at)), 'expiresAt', app.iso_time(s.expires_at))
    order by s.created_at desc, s.id), '[]')
  from auth.sessions s
  left join lateral (select max(t.used_at) as at from auth.refresh_tokens t where t.session_id = s.id) used on true
  where (s.user_id = list_sessions.subject_id or s.member_id = list_sessions.subject_id) and s.ended_at is null and s.expires_at > clock_timestamp()
$$;
grant execute on function auth.list_sessions(uuid, uuid) to mps_server;

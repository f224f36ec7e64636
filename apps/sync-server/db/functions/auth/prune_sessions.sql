-- Drops what nobody can use any more: sessions that ended or ran out over 30 days ago, spent refresh tokens of open ones after a day beyond their life,
-- and failures of a day ago. Returns how many sessions went. The time is the statement's: no index serves one that is volatile.
create or replace function auth.prune_sessions() returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_count int;
begin
  delete from auth.sessions s 
  where s.expires_at < statement_timestamp() - interval '30 days' or s.ended_at < statement_timestamp() - interval '30 days';
  get diagnostics v_count = row_count;
  delete from auth.refresh_tokens t where t.expires_at < statement_timestamp() - interval '1 day';
  delete from auth.login_attempts a 
  where a.updated_at < statement_timestamp() - interval '1 day' and coalesce(a.locked_until < statement_timestamp(), true);
  return v_count;
end $$;
grant execute on function auth.prune_sessions() to mps_server;

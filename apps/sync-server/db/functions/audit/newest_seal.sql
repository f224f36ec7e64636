-- The newest seal's number and hash, for the log to anchor; no row before the first.
create or replace function audit.newest_seal() returns table (seal_no bigint, hash bytea)
language sql stable security definer
set search_path = pg_catalog
as $$
  select s.seal_no, s.hash from audit.seals s order by s.seal_no desc limit 1
$$;
grant execute on function audit.newest_seal() to mps_server;

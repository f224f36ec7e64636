-- Removes stored answers that nobody can ask for again; returns how many. For a job, some thousands at a time.
create or replace function app.purge_request_keys(max_rows int default 10000) returns int
language sql volatile security definer
set search_path = pg_catalog
as $$
  with old as (
    select k.actor_id, k.idempotency_key from app.request_keys k
    where k.created_at <= statement_timestamp() - interval '48 hours' limit purge_request_keys.max_rows
  ), gone as (
    delete from app.request_keys k using old where k.actor_id = old.actor_id and k.idempotency_key = old.idempotency_key returning 1
  )
  select count(*)::int from gone
$$;
grant execute on function app.purge_request_keys(int) to mps_server;

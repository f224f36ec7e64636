-- Stores the answer to a request that sec.begin_request let begin, in the same transaction. An answer older than 48 hours gives way.
create or replace function sec.finish_request(idempotency_key text, operation text, request_hash bytea, status int, headers jsonb, body text) returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  insert into app.request_keys as k (actor_id, idempotency_key, operation, request_hash, status, headers, body)
  values (sec.actor_id(), finish_request.idempotency_key, finish_request.operation, finish_request.request_hash, finish_request.status,
    finish_request.headers, finish_request.body)
  on conflict on constraint request_keys_pkey do update
  set operation = excluded.operation, request_hash = excluded.request_hash, status = excluded.status, headers = excluded.headers,
    body = excluded.body, created_at = excluded.created_at
  where k.created_at <= clock_timestamp() - interval '48 hours'
$$;
grant execute on function sec.finish_request(text, text, bytea, int, jsonb, text) to mps_terminal, mps_member, mps_merchant, mps_admin;

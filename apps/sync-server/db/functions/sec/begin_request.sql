-- Whether this transaction's actor may begin a request under an idempotency key: `new`; `running`, while another transaction works on it;
-- `other`, where the key stands for another request; or `replay` with the stored answer. `new` holds the key until the transaction ends.
create or replace function sec.begin_request(idempotency_key text, request_hash bytea)
returns table (verdict text, status int, headers jsonb, body text)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  -- The actor comes first in the hashed text and has a fixed length: no two pairs make the same text.
  if not pg_try_advisory_xact_lock(hashtextextended(sec.actor_id()::text || begin_request.idempotency_key, 5060)) then
    return query select 'running', null::int, null::jsonb, null::text;
    return;
  end if;
  -- After the lock, in a statement of its own: it sees what the holder before committed.
  return query
    select case when k.request_hash = begin_request.request_hash then 'replay' else 'other' end, k.status::int, k.headers, k.body
    from app.request_keys k
    where k.actor_id = sec.actor_id() and k.idempotency_key = begin_request.idempotency_key
      and k.created_at > clock_timestamp() - interval '48 hours';
  if not found then
    return query select 'new', null::int, null::jsonb, null::text;
  end if;
end $$;
grant execute on function sec.begin_request(text, bytea) to mps_terminal, mps_member, mps_merchant, mps_admin;

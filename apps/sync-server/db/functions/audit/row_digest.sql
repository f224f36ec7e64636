-- Sixteen bytes of the SHA-256 of an audit row, over every column in a form that no setting of the session changes.
create or replace function audit.row_digest(e audit.event_log) returns bytea
language sql immutable parallel safe
set search_path = pg_catalog
as $$
  select substring(sha256(convert_to(jsonb_build_array(e.id, extract(epoch from e.happened_at), e.actor_user_id, e.actor_kind, e.device_id, e.request_id,
    e.action, e.object_type, e.object_id, e.context, e.txid, extract(epoch from e.created_at))::text, 'UTF8')) from 1 for 16)
$$;

-- As audit.row_digest, for seals of form 1: over the row's JSON.
create or replace function audit.row_digest_1(e audit.event_log) returns bytea
language sql stable parallel safe
return substring(sha256(convert_to(jsonb_build_array(e.id, extract(epoch from e.happened_at), e.actor_user_id, e.actor_kind, e.device_id, e.request_id,
  e.action, e.object_type, e.object_id, e.context, e.txid, extract(epoch from e.created_at))::text, 'UTF8')) from 1 for 16);

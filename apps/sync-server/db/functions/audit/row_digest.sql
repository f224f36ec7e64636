-- Sixteen bytes of the SHA-256 of an audit row, over every column in a binary form that no setting of the session changes: texts as UTF-8, since
-- record_send would write them in the client's encoding. Form 2 of audit.seals.
-- Stable and without settings of its own, so that it becomes part of the query that seals: as a call it cost twice what it computes.
create or replace function audit.row_digest(e audit.event_log) returns bytea
language sql stable parallel safe
return substring(sha256(record_send(row(e.id, e.happened_at, e.actor_user_id, convert_to(e.actor_kind, 'UTF8'), e.device_id,
  convert_to(e.request_id, 'UTF8'), convert_to(e.action, 'UTF8'), convert_to(e.object_type, 'UTF8'), e.object_id,
  convert_to(e.context::text, 'UTF8'), e.txid, e.created_at))) from 1 for 16);

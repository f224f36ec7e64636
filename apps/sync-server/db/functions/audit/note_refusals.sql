-- Writes what was refused: an array of { at, action, objectType, objectId?, actorId?, actorKind?, deviceId?, requestId?, context }, where action is
-- request.refused, or entry.rejected for one entry of a request that was answered. Refusals of callers whom nobody knows come counted, one row for
-- each address and code, so that knocking at the door writes no row a knock.
create or replace function audit.note_refusals(refusals jsonb) returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  insert into audit.event_log (happened_at, actor_user_id, actor_kind, device_id, request_id, action, object_type, object_id, context)
  select r.at, r."actorId", r."actorKind", r."deviceId", r."requestId", r.action, r."objectType", r."objectId", r.context
  from jsonb_to_recordset(note_refusals.refusals) as r (at timestamptz, action text, "objectType" text, "objectId" uuid, "actorId" uuid,
    "actorKind" text, "deviceId" uuid, "requestId" text, context jsonb)
$$;
grant execute on function audit.note_refusals(jsonb) to mps_server;

-- Writes one row of the audit trail for the transaction's actor; kind of actor, device and request are the columns' defaults. The context holds no
-- personal values.
create or replace function audit.log(action text, object_type text, object_id uuid, context jsonb default '{}') returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  insert into audit.event_log (actor_user_id, action, object_type, object_id, context)
  values (sec.actor_id(), log.action, log.object_type, log.object_id,
    log.context || jsonb_strip_nulls(jsonb_build_object('requestId', nullif(current_setting('sec.request_id', true), ''))))
$$;
grant execute on function audit.log(text, text, uuid, jsonb) to mps_server, mps_admin;

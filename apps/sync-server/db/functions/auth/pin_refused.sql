-- Puts a wrong PIN into the audit trail; auth.begin_pin_attempt has counted it already.
create or replace function auth.pin_refused(manager_id uuid, terminal_id uuid) returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  insert into audit.event_log (actor_user_id, action, object_type, object_id, context)
  values (pin_refused.manager_id, 'approval.pin_wrong', 'user', pin_refused.manager_id,
    jsonb_strip_nulls(jsonb_build_object('terminal', pin_refused.terminal_id)))
$$;
grant execute on function auth.pin_refused(uuid, uuid) to mps_server;

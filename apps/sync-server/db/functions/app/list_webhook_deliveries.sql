-- The delivery log of an endpoint, the newest first, after the id of a page's end. Raises MP001 not_found.
create or replace function app.list_webhook_deliveries(endpoint_id uuid, before_id uuid, lim int) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  n app.webhook_endpoints := app.require_webhook_endpoint(endpoint_id);
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'eventId', d.event_id, 'type', v.type, 'state', d.state, 'attempts', d.attempts,
      'lastStatus', d.last_status, 'lastError', d.last_error, 'lastAttemptAt', app.iso_time(d.last_attempt_at),
      'nextAttemptAt', case when d.state = 'pending' then app.iso_time(d.next_attempt_at) end, 'createdAt', app.iso_time(d.created_at)) order by d.id desc), '[]')
    from (select * from app.webhook_deliveries x where x.endpoint_id = n.id and (before_id is null or x.id < before_id) order by x.id desc limit lim) d
    join app.webhook_events v on v.id = d.event_id);
end $$;
grant execute on function app.list_webhook_deliveries(uuid, uuid, int) to mps_merchant, mps_admin;

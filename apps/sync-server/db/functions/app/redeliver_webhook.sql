-- Sends a delivery again, from the first attempt on, whatever became of it. Raises MP001 not_found, MP003 state_conflict while it is waiting anyway.
create or replace function app.redeliver_webhook(endpoint_id uuid, delivery_id uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  n app.webhook_endpoints := app.require_webhook_endpoint(endpoint_id);
  v_state text;
begin
  select d.state into v_state from app.webhook_deliveries d where d.id = redeliver_webhook.delivery_id and d.endpoint_id = n.id for update;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif v_state = 'pending' then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  update app.webhook_deliveries d set state = 'pending', attempts = 0, next_attempt_at = clock_timestamp() where d.id = redeliver_webhook.delivery_id;
  perform audit.log('webhook.redelivered', 'webhook', n.id, jsonb_build_object('delivery', redeliver_webhook.delivery_id));
end $$;
grant execute on function app.redeliver_webhook(uuid, uuid) to mps_merchant, mps_admin;

-- Ends an endpoint; what waits for it is not sent. Its log is kept. Raises MP001 not_found.
create or replace function app.remove_webhook_endpoint(endpoint_id uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  n app.webhook_endpoints := app.require_webhook_endpoint(endpoint_id);
begin
  update app.webhook_endpoints x set is_active = false, removed_at = clock_timestamp() where x.id = n.id;
  update app.webhook_deliveries d set state = 'failed', last_error = 'endpoint removed' where d.endpoint_id = n.id and d.state = 'pending';
  perform audit.log('webhook.removed', 'webhook', n.id, jsonb_strip_nulls(jsonb_build_object('merchant', n.merchant_id)));
end $$;
grant execute on function app.remove_webhook_endpoint(uuid) to mps_merchant, mps_admin;

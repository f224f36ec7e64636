-- A webhook endpoint as packages/shared WebhookEndpoint has it. Internal.
create or replace function app.webhook_endpoint_document(n app.webhook_endpoints) returns jsonb
language sql stable
set search_path = pg_catalog
as $$
  select jsonb_build_object('id', n.id, 'merchantId', n.merchant_id, 'url', n.url, 'events', to_jsonb(n.events), 'isActive', n.is_active,
    'createdAt', app.iso_time(n.created_at))
$$;

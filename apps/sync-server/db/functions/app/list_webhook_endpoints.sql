-- The endpoints of the actor's merchant, or for an admin those of the platform.
create or replace function app.list_webhook_endpoints() returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(app.webhook_endpoint_document(n) order by n.id), '[]') from app.webhook_endpoints n
  where n.merchant_id is not distinct from sec.merchant_id() and n.removed_at is null
$$;
grant execute on function app.list_webhook_endpoints() to mps_merchant, mps_admin;

-- An endpoint that the transaction's actor may see: a merchant's user their merchant's, an admin all. Raises MP001 not_found. Internal.
create or replace function app.require_webhook_endpoint(endpoint_id uuid) returns app.webhook_endpoints
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  n app.webhook_endpoints;
begin
  select * into n from app.webhook_endpoints x
  where x.id = require_webhook_endpoint.endpoint_id and x.removed_at is null and (sec.merchant_id() is null or x.merchant_id = sec.merchant_id());
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  return n;
end $$;

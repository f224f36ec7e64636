-- Adds an endpoint: of the actor's merchant, or by an admin for the whole platform. At most ten each. The id is given, because the secret is sealed to it.
-- Raises MP003 state_conflict beyond that. Returns a WebhookEndpoint.
create or replace function app.create_webhook_endpoint(id uuid, url text, events text[], sealed_secret bytea) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  n app.webhook_endpoints;
begin
  perform pg_advisory_xact_lock(hashtextextended(coalesce(sec.merchant_id()::text, 'platform'), 4607));
  if (select count(*) from app.webhook_endpoints x where x.merchant_id is not distinct from sec.merchant_id() and x.removed_at is null) >= 10 then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  insert into app.webhook_endpoints as x (id, merchant_id, url, events, sealed_secret, created_by)
  values (create_webhook_endpoint.id, sec.merchant_id(), create_webhook_endpoint.url, create_webhook_endpoint.events,
    create_webhook_endpoint.sealed_secret, sec.actor_id())
  returning * into n;
  perform audit.log('webhook.created', 'webhook', n.id, jsonb_strip_nulls(jsonb_build_object('merchant', n.merchant_id, 'events', to_jsonb(n.events))));
  return app.webhook_endpoint_document(n);
end $$;
grant execute on function app.create_webhook_endpoint(uuid, text, text[], bytea) to mps_merchant, mps_admin;

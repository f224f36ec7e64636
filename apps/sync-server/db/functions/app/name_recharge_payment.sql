-- Notes what the provider calls the payment of an intent, once.
create or replace function app.name_recharge_payment(intent_id uuid, provider_ref text) returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  update app.recharge_intents i set provider_ref = name_recharge_payment.provider_ref
  where i.id = name_recharge_payment.intent_id and i.provider_ref is null
$$;
grant execute on function app.name_recharge_payment(uuid, text) to mps_server;

-- What a payment provider is asked to take for an intent, as src/recharges has it; null for an unknown one. The link that names the intent is signed.
create or replace function app.recharge_order(intent_id uuid) returns jsonb
language sql volatile security definer
set search_path = pg_catalog
as $$
  select jsonb_build_object('intentId', i.id, 'amount', (i.amount * 100)::bigint, 'currency', i.currency, 'method', i.method,
    'expiresAt', app.iso_time(i.expires_at), 'state', case when i.state = 'pending' and i.expires_at <= clock_timestamp() then 'expired' else i.state end)
  from app.recharge_intents i where i.id = recharge_order.intent_id
$$;
grant execute on function app.recharge_order(uuid) to mps_server;

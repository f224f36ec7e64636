-- An intent as packages/shared RechargeIntent has it, without its payUrl, which the server signs; one past its time reads as expired before the job
-- has noted it. Internal.
create or replace function app.recharge_intent_json(intent_id uuid) returns jsonb
language sql volatile security definer
set search_path = pg_catalog
as $$
  select jsonb_build_object('id', i.id, 'cardId', i.card_id, 'amount', (i.amount * 100)::bigint, 'currency', i.currency, 'method', i.method,
    'state', case when i.state = 'pending' and i.expires_at <= clock_timestamp() then 'expired' else i.state end,
    'txNo', t.tx_no, 'createdAt', app.iso_time(i.created_at), 'expiresAt', app.iso_time(i.expires_at),
    'completedAt', app.iso_time(i.completed_at))
  from app.recharge_intents i
  left join app.transactions t on t.id = i.transaction_id and t.created_at = i.transaction_at
  where i.id = recharge_intent_json.intent_id
$$;

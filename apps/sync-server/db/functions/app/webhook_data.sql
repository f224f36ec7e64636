-- What a webhook tells of one row of the audit trail: its type, its merchant and the data (packages/shared WebhookPayload). No row where it concerns no
-- merchant. Amounts in minor units; no name, phone or card number leaves this way. Internal.
create or replace function app.webhook_data(r audit.event_log)
returns table (type text, merchant_id uuid, data jsonb)
language sql stable security definer
set search_path = pg_catalog
as $$
  select case when r.action = 'charge.declined' and t.scanned_at < t.created_at - interval '2 minutes' then 'charge.declined_late' else r.action end,
    m.merchant_id, jsonb_strip_nulls(jsonb_build_object('entryId', r.object_id, 'terminalId', r.context -> 'terminal', 'outcomeNo', r.context -> 'outcomeNo',
      'txNo', t.tx_no, 'amount', (t.raw_amount * 100)::bigint, 'final', (t.final_amount * 100)::bigint, 'code', r.context -> 'code',
      'scannedAt', app.iso_time(t.scanned_at), 'settledAt', app.iso_time(r.happened_at)))
  from (select x.merchant_id from app.terminals x where x.id = (r.context ->> 'terminal')::uuid) m
  left join app.transactions t on t.id = (r.context ->> 'tx')::uuid and t.created_at = r.happened_at
  where r.action like 'charge.%'
  union all
  select r.action, t.merchant_id, jsonb_strip_nulls(jsonb_build_object('txNo', t.tx_no, 'paymentTxNo', p.tx_no, 'amount', (t.raw_amount * 100)::bigint,
    'final', (t.final_amount * 100)::bigint, 'reason', t.reason, 'terminalId', t.terminal_id, 'refundedAt', app.iso_time(t.created_at)))
  from app.transactions t
  left join app.transactions p on p.id = (r.context ->> 'payment')::uuid and p.created_at <= t.created_at
  where r.action = 'payment.refunded' and t.id = r.object_id and t.created_at = r.happened_at and t.merchant_id is not null
  union all
  select r.action, s.merchant_id, app.settlement_document(s) - '{generatedBy,confirmedBy,paidBy}'::text[]
  from app.settlements s where r.action like 'settlement.%' and s.id = r.object_id
$$;

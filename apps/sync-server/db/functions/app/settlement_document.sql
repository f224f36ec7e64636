-- A settlement as packages/shared Settlement has it; amounts in minor units. Internal.
create or replace function app.settlement_document(s app.settlements) returns jsonb
language sql stable
set search_path = pg_catalog
as $$
  select jsonb_build_object('id', s.id, 'merchantId', s.merchant_id, 'firstDay', s.first_day, 'lastDay', s.last_day, 'timeZone', s.time_zone,
    'startsAt', app.iso_time(s.starts_at), 'endsAt', app.iso_time(s.ends_at),
    'gross', (s.gross * 100)::bigint, 'refunds', (s.refunds * 100)::bigint, 'fees', (s.fees * 100)::bigint,
    'heldRecharges', (s.held_recharges * 100)::bigint, 'carriedOver', (s.carried_over * 100)::bigint, 'net', (s.net * 100)::bigint,
    'paymentCount', s.payment_count, 'refundCount', s.refund_count, 'rechargeCount', s.recharge_count, 'status', s.status,
    'generatedBy', s.generated_by, 'confirmedBy', s.confirmed_by, 'confirmedAt', app.iso_time(s.confirmed_at),
    'paidBy', s.paid_by, 'paidAt', app.iso_time(s.paid_at), 'payoutReference', s.payout_reference, 'createdAt', app.iso_time(s.created_at))
$$;

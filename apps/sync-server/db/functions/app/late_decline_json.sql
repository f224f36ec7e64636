-- One late decline as packages/shared LateDecline has it: the member by number, the card by its last four digits. Internal.
create or replace function app.late_decline_json(charge_id uuid, terminal_id uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select jsonb_build_object('chargeId', l.charge_id, 'terminalId', l.terminal_id, 'terminalLabel', t.label, 'merchantId', l.merchant_id,
    'memberNo', m.member_no, 'cardEnding', right(c.card_no, 4), 'codeHash', encode(l.code_hash, 'hex'), 'scannedAt', app.iso_time(l.scanned_at),
    'amount', (l.amount * 100)::bigint, 'final', (l.final_amount * 100)::bigint,
    'discount', (select (q.discount * 1000)::int from app.card_qr_history q where q.qr_hash = l.code_hash), 'code', l.decline_code, 'state', l.state, 'reason', l.reason,
    'declinedAt', app.iso_time(l.created_at), 'resolvedAt', app.iso_time(l.resolved_at),
    'ageS', floor(extract(epoch from clock_timestamp() - l.created_at))::bigint,
    'mayChargeAgainUntil', app.iso_time(l.scanned_at + interval '30 days'),
    'mayBecomeDebt', l.state = 'open' and l.member_id is not null and l.final_amount > 0 and s.late_decline_policy = 'member_debt')
  from app.late_declines l
  join app.terminals t on t.id = l.terminal_id
  join app.merchants s on s.id = l.merchant_id
  left join app.member_profiles m on m.id = l.member_id
  left join app.member_cards c on c.id = l.card_id
  where l.charge_id = late_decline_json.charge_id and l.terminal_id = late_decline_json.terminal_id
$$;

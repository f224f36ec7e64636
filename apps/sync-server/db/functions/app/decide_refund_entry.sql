-- Decides and posts a refund of a terminal's log, under every lock: state, code, transaction, and the parts of the answer that are its own.
-- Internal: app.settle_money_entry calls it and keeps the entry.
create or replace function app.decide_refund_entry(b jsonb, payment_id uuid, payment_at timestamptz, at timestamptz,
  out state app.entry_state, out code text, out facts jsonb, out tx_id uuid)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  t app.terminals;
  p app.transactions;
  r record;
  v_amount bigint := decide_refund_entry.b ->> 'amount';
  v_recorded_at timestamptz := decide_refund_entry.b ->> 'recordedAt';
begin
  select * into strict t from app.terminals x where x.id = (decide_refund_entry.b ->> 'terminalId')::uuid;
  select * into p from app.transactions x where x.id = decide_refund_entry.payment_id and x.created_at = decide_refund_entry.payment_at;
  code := coalesce(app.till_refusal(t.id, v_recorded_at),
    app.refund_refusal(p, v_amount, (select (s.rounding_step * 100)::bigint from app.platform_settings s)));
  if code is null and app.spend_approval((decide_refund_entry.b #>> '{approval,approvalId}')::uuid, t.merchant_id, 'refund', p.tx_no, v_amount,
    v_recorded_at, (decide_refund_entry.b ->> 'id')::uuid, (decide_refund_entry.b #>> '{approval,managerId}')::uuid) is null then
    code := 'approval_invalid';
  end if;
  if code is not null then
    state := 'declined';
    facts := jsonb_build_object('code', code, 'next', app.decline_next_step(code));
    return;
  end if;
  r := app.post_refund(p.id, p.created_at, v_amount, (decide_refund_entry.b ->> 'cashierId')::uuid, t.id, decide_refund_entry.b ->> 'reason',
    decide_refund_entry.at, (decide_refund_entry.b ->> 'id')::uuid, (decide_refund_entry.b ->> 'epoch')::int, (decide_refund_entry.b ->> 'seq')::bigint);
  state := 'settled';
  tx_id := r.tx_id;
  facts := jsonb_build_object('txNo', r.refund_no, 'discount', 1000, 'final', v_amount, 'points', -r.points_taken,
    'refund', jsonb_build_object('paymentTxNo', p.tx_no, 'left', r.left_paid, 'payOut', r.pay_out));
end $$;

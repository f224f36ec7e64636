-- Decides and posts a recharge of a terminal's log, under every lock: state, code, transaction, and the parts of the answer that are its own.
-- The member's code names the card and is not spent: it must have been alive when it was scanned, as for a charge, spent or not.
-- Internal: app.settle_money_entry calls it and keeps the entry.
create or replace function app.decide_recharge_entry(b jsonb, qr_id uuid, card_id uuid, code_verdict text, at timestamptz,
  out state app.entry_state, out code text, out facts jsonb, out tx_id uuid)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  t app.terminals;
  q app.card_qr_history;
  c app.member_cards;
  r record;
  v_amount bigint := decide_recharge_entry.b ->> 'amount';
  v_scanned_at timestamptz := decide_recharge_entry.b ->> 'scannedAt';
begin
  select * into strict t from app.terminals x where x.id = (decide_recharge_entry.b ->> 'terminalId')::uuid;
  select * into q from app.card_qr_history x where x.id = decide_recharge_entry.qr_id;
  select * into c from app.member_cards x where x.id = decide_recharge_entry.card_id;
  code := coalesce(
    case when q.id is null then case decide_recharge_entry.code_verdict when 'forged' then 'code_forged' else 'code_unknown' end end,
    app.till_refusal(t.id, v_scanned_at),
    app.code_refusal(q, v_scanned_at),
    app.recharge_refusal(c, v_amount, decide_recharge_entry.b ->> 'currency', true, decide_recharge_entry.at));
  if code is null and v_amount > (select s.recharge_approval_above * 100 from app.platform_settings s)
    and app.spend_approval((decide_recharge_entry.b #>> '{approval,approvalId}')::uuid, t.merchant_id, 'recharge', decide_recharge_entry.b ->> 'codeHash',
      v_amount, (decide_recharge_entry.b ->> 'recordedAt')::timestamptz, (decide_recharge_entry.b ->> 'id')::uuid,
      (decide_recharge_entry.b #>> '{approval,managerId}')::uuid) is null then
    code := 'approval_invalid';
  end if;
  if code is not null then
    state := 'declined';
    facts := jsonb_build_object('code', code, 'next', app.decline_next_step(code));
    return;
  end if;
  r := app.post_recharge(c.id, v_amount, (decide_recharge_entry.b ->> 'method')::app.payment_method, decide_recharge_entry.b ->> 'reference', q.member_id,
    t.merchant_id, (decide_recharge_entry.b ->> 'cashierId')::uuid, decide_recharge_entry.at, t.id, (decide_recharge_entry.b ->> 'id')::uuid,
    (decide_recharge_entry.b ->> 'epoch')::int, (decide_recharge_entry.b ->> 'seq')::bigint, v_scanned_at);
  state := 'settled';
  tx_id := r.tx_id;
  facts := jsonb_build_object('txNo', r.recharge_no, 'discount', 1000, 'final', v_amount, 'points', 0,
    'recharge', jsonb_build_object('method', decide_recharge_entry.b ->> 'method', 'debtRepaid', r.debt_repaid));
end $$;

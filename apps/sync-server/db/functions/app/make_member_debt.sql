-- Turns an open late decline into a debt of the member who showed the code: the merchant is paid as by any balance payment, less its fee, and the
-- member owes. No points: they are for what was paid. The caller holds the lock of the card and the merchant's (shared), and has checked that the
-- decline is open, names a member, and that something was charged. Returns the debt's id. Internal.
create or replace function app.make_member_debt(charge_id uuid, terminal_id uuid, actor_id uuid, reason text, at timestamptz) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  l app.late_declines;
  v_final bigint;
  v_fee bigint;
  v_tx_id uuid := sec.uuid_v7();
  v_debt_id uuid := sec.uuid_v7();
begin
  update app.late_declines x set state = 'member_debt', resolved_by = make_member_debt.actor_id, resolved_at = make_member_debt.at, reason = make_member_debt.reason
  where x.charge_id = make_member_debt.charge_id and x.terminal_id = make_member_debt.terminal_id and x.state = 'open'
  returning * into strict l;
  v_final := (l.final_amount * 100)::bigint;
  v_fee := (select (2 * v_final * (m.fee_rate * 10000)::bigint + 10000) / 20000 from app.merchants m where m.id = l.merchant_id);
  insert into app.transactions (id, tx_no, tx_type, card_id, member_id, merchant_id, terminal_id, cashier_id, raw_amount, discount_applied, final_amount,
    fee_amount, status, reason, payment_method, tag, scanned_at, created_at)
  select v_tx_id, app.next_tx_no(make_member_debt.at), 'payment', l.card_id, l.member_id, l.merchant_id, l.terminal_id, x.cashier_id, l.amount,
    coalesce(x.discount_applied, 1), l.final_amount, v_fee / 100.0, 'completed', make_member_debt.reason, 'balance',
    jsonb_build_object('lateDecline', l.charge_id), l.scanned_at, make_member_debt.at
  from (select) one left join app.transactions x on x.id = l.transaction_id and x.created_at = l.transaction_at;
  insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
  values (v_tx_id, 1, 'member_debt', l.member_id, 'merchant_payable', l.merchant_id, l.final_amount, make_member_debt.at);
  if v_fee > 0 then
    insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
    values (v_tx_id, 2, 'merchant_payable', l.merchant_id, 'fees', '00000000-0000-0000-0000-000000000000', v_fee / 100.0, make_member_debt.at);
  end if;
  insert into app.member_debts (id, member_id, card_id, merchant_id, charge_id, terminal_id, transaction_id, transaction_at, amount)
  values (v_debt_id, l.member_id, l.card_id, l.merchant_id, l.charge_id, l.terminal_id, v_tx_id, make_member_debt.at, l.final_amount);
  insert into audit.event_log (happened_at, actor_user_id, action, object_type, object_id, context)
  values (make_member_debt.at, make_member_debt.actor_id, 'late_decline.member_debt', 'late_decline', l.charge_id,
    jsonb_build_object('debt', v_debt_id, 'tx', v_tx_id, 'amount', v_final));
  return v_debt_id;
end $$;

-- Gives back part or all of a payment by its number: for a merchant's user, their merchant's payments with a manager's approval for this payment and
-- at least this amount; for an administrator, any payment. A terminal refunds by an entry of its log (app.settle_money_entry). amount in minor
-- units. Raises MP001 not_found for an unknown payment or another merchant's, MP024 approval_invalid, and what app.refund_refusal says.
-- Returns a RefundAnswer (packages/shared).
create or replace function app.merchant_refund_tx(tx_no text, amount bigint, reason text, approval_id uuid default null) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_is_admin boolean := current_setting('role', true) = 'mps_admin';
  v_actor uuid := sec.actor_id();
  v_now timestamptz;
  p app.transactions;
  r record;
begin
  p := app.find_transaction(merchant_refund_tx.tx_no, case when not v_is_admin then coalesce(sec.merchant_id(), '00000000-0000-0000-0000-000000000000') end);
  if p.id is null then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  perform app.lock_current_card(p.merchant_id, p.card_id);
  v_now := clock_timestamp();
  select * into p from app.transactions t where t.id = p.id and t.created_at = p.created_at;
  perform app.raise_refusal(app.refund_refusal(p, merchant_refund_tx.amount, (select (s.rounding_step * 100)::bigint from app.platform_settings s)));
  if not v_is_admin then
    v_actor := app.spend_approval(merchant_refund_tx.approval_id, p.merchant_id, 'refund', p.tx_no, merchant_refund_tx.amount, v_now, p.id);
    perform app.raise_refusal(case when v_actor is null then 'approval_invalid' end);
  end if;
  r := app.post_refund(p.id, p.created_at, merchant_refund_tx.amount, v_actor, null, merchant_refund_tx.reason, v_now);
  return jsonb_build_object('txNo', r.refund_no, 'paymentTxNo', p.tx_no, 'amount', merchant_refund_tx.amount, 'left', r.left_paid, 'payOut', r.pay_out,
    'points', -r.points_taken, 'refundedAt', app.iso_time(v_now));
end $$;
grant execute on function app.merchant_refund_tx(text, bigint, text, uuid) to mps_merchant, mps_admin;

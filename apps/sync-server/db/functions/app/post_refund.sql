-- Gives back part or all of a settled payment, the way it came: transaction, postings, balance, points, level, audit.
-- Balance money goes to the card that has it now (app.current_card), and from there first to what the member still owes for this very payment; for
-- a closed card it is paid out in cash, which leaves what the merchant is owed as it was. A fee is fixed at the payment and not given back.
-- Points kept = floor(what remains paid, in whole units), so partial refunds add up; a card short of points keeps none, and the shortfall is
-- recorded. amount in minor units. The caller holds the lock of the current card and the merchant's (shared).
-- Raises MP020, MP021, MP023, MP026 as app.refund_refusal says. Internal: granted to nobody.
create or replace function app.post_refund(
  payment_id uuid, payment_at timestamptz, amount bigint, actor_id uuid, terminal_id uuid, reason text, at timestamptz,
  entry_id uuid default null, entry_epoch int default null, entry_seq bigint default null,
  out tx_id uuid, out refund_no text, out left_paid bigint, out pay_out app.payment_method, out points_taken int
)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  p app.transactions;
  c app.member_cards;
  v_debt app.member_debts;
  v_to_debt bigint := 0;
  v_wanted int;
  v_points int;
begin
  select * into p from app.transactions t where t.id = post_refund.payment_id and t.created_at = post_refund.payment_at for update;
  perform app.raise_refusal(app.refund_refusal(p, post_refund.amount, (select (s.rounding_step * 100)::bigint from app.platform_settings s)));
  select * into strict c from app.member_cards m where m.id = app.current_card(p.card_id) for update;
  left_paid := ((p.final_amount - p.refunded_amount) * 100)::bigint - post_refund.amount;
  pay_out := case when p.payment_method = 'balance' and c.status = 'closed' then 'cash' else p.payment_method end;
  if p.tag ? 'lateDecline' and pay_out = 'balance' then
    select * into v_debt from app.member_debts d where d.transaction_id = p.id for update;
    v_to_debt := least(post_refund.amount, ((v_debt.amount - v_debt.repaid) * 100)::bigint);
  end if;
  -- What this payment still gives, less what it will give.
  v_wanted := greatest(0, least(p.points_earned, ((left_paid + post_refund.amount) / 100)::int) - (left_paid / 100)::int);
  points_taken := least(c.points, v_wanted);
  tx_id := sec.uuid_v7();
  refund_no := app.next_tx_no(post_refund.at);

  insert into app.transactions (id, tx_no, tx_type, card_id, member_id, merchant_id, terminal_id, cashier_id, entry_id, entry_epoch, entry_seq,
    raw_amount, final_amount, points_earned, status, reason, payment_method, original_id, original_at, tag, created_at)
  values (tx_id, refund_no, 'refund', c.id, p.member_id, p.merchant_id, post_refund.terminal_id, post_refund.actor_id, post_refund.entry_id,
    post_refund.entry_epoch, post_refund.entry_seq, post_refund.amount / 100.0, post_refund.amount / 100.0, -points_taken, 'completed',
    post_refund.reason, pay_out, p.id, p.created_at,
    case when v_wanted > points_taken then jsonb_build_object('pointsShort', v_wanted - points_taken) end, post_refund.at);
  -- The payment's own lines turned around; what is still owed for it is owed no longer.
  insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
  select tx_id, l.line, l.credit_type, l.credit_id, l.debit_type, l.debit_id, l.amount / 100.0, post_refund.at
  from app.payment_postings(pay_out, c.id, p.merchant_id, post_refund.amount, 0) l
  union all
  select tx_id, 2::smallint, 'card_balance', c.id, 'member_debt', v_debt.member_id, v_to_debt / 100.0, post_refund.at
  where v_to_debt > 0;
  if points_taken > 0 then
    v_points := app.update_points_and_level(c.id, -points_taken);
    insert into app.point_ledger (transaction_id, card_id, delta, balance_after, created_at)
    values (tx_id, c.id, -points_taken, v_points, post_refund.at);
  end if;
  if pay_out = 'balance' then
    update app.member_cards m set balance = m.balance + (post_refund.amount - v_to_debt) / 100.0 where m.id = c.id;
  end if;
  if v_to_debt > 0 then
    update app.member_debts d set repaid = d.repaid + v_to_debt / 100.0 where d.id = v_debt.id;
  end if;
  update app.transactions t
  set refunded_amount = t.refunded_amount + post_refund.amount / 100.0, status = case when left_paid = 0 then 'refunded'::app.tx_status else t.status end
  where t.id = p.id and t.created_at = p.created_at;
  insert into audit.event_log (happened_at, actor_user_id, device_id, action, object_type, object_id, context)
  values (post_refund.at, post_refund.actor_id, post_refund.terminal_id, 'payment.refunded', 'transaction', tx_id, jsonb_strip_nulls(jsonb_build_object(
    'payment', p.id, 'amount', post_refund.amount, 'terminal', post_refund.terminal_id, 'payOut', pay_out, 'toDebt', nullif(v_to_debt, 0))));
end $$;

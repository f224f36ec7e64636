-- Gives back part or all of a settled payment, the way it came: transaction, postings, balance, points, level, audit.
-- Points kept = floor(what remains paid, in whole units), so partial refunds add up; a card short of points keeps none, and the shortfall is
-- recorded. amount in minor units. The caller holds the lock of the card that has the money now (app.current_card).
-- Raises MP020 refund_exceeds_payment, MP021 payment_not_refundable. Returns the refund's number. Internal: granted to nobody.
create or replace function app.post_refund(
  payment_id uuid, payment_at timestamptz, amount bigint, actor_id uuid, terminal_id uuid, reason text, at timestamptz
) returns text
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  p app.transactions;
  c app.member_cards;
  v_id uuid := sec.uuid_v7();
  v_tx_no text;
  v_left bigint;
  v_taken int;
  v_points int;
  v_level app.membership_levels;
begin
  select * into p from app.transactions t where t.id = post_refund.payment_id and t.created_at = post_refund.payment_at for update;
  if not found or p.tx_type <> 'payment' or p.status not in ('completed', 'refunded') then
    raise exception 'payment_not_refundable' using errcode = 'MP021';
  end if;
  v_left := ((p.final_amount - p.refunded_amount) * 100)::bigint - post_refund.amount;
  if post_refund.amount <= 0 or v_left < 0 then
    raise exception 'refund_exceeds_payment' using errcode = 'MP020';
  end if;
  select * into strict c from app.member_cards m where m.id = app.current_card(p.card_id) for update;
  -- What this payment still gives, less what it will give.
  v_taken := case when p.points_earned > 0 then least(p.points_earned, ((v_left + post_refund.amount) / 100)::int) - (v_left / 100)::int else 0 end;
  v_points := greatest(0, c.points - v_taken);
  select * into v_level from app.membership_levels l where l.level = app.compute_level(v_points);
  v_tx_no := app.next_tx_no(post_refund.at);

  insert into app.transactions (id, tx_no, tx_type, card_id, member_id, merchant_id, terminal_id, cashier_id, raw_amount, final_amount, points_earned,
    status, reason, payment_method, original_id, original_at, tag, created_at)
  values (v_id, v_tx_no, 'refund', c.id, p.member_id, p.merchant_id, post_refund.terminal_id, post_refund.actor_id, post_refund.amount / 100.0,
    post_refund.amount / 100.0, v_points - c.points, 'completed', post_refund.reason, p.payment_method, p.id, p.created_at,
    case when c.points < v_taken then jsonb_build_object('pointsShort', v_taken - c.points) end, post_refund.at);
  -- Its own lines turned around; a fee is fixed at the payment and is not given back.
  insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
  select v_id, l.line, l.credit_type, l.credit_id, l.debit_type, l.debit_id, l.amount / 100.0, post_refund.at
  from app.payment_postings(p.payment_method, c.id, p.merchant_id, post_refund.amount, 0) l;
  if v_points <> c.points then
    insert into app.point_ledger (transaction_id, card_id, delta, balance_after, created_at)
    values (v_id, c.id, v_points - c.points, v_points, post_refund.at);
  end if;
  update app.member_cards m
  set balance = m.balance + case when p.payment_method = 'balance' then post_refund.amount / 100.0 else 0 end, points = v_points,
    level = coalesce(v_level.level, m.level),
    discount_rate = case when m.card_type in ('standard', 'prepaid') then coalesce(v_level.discount, m.discount_rate) else m.discount_rate end
  where m.id = c.id;
  update app.transactions t
  set refunded_amount = t.refunded_amount + post_refund.amount / 100.0, status = case when v_left = 0 then 'refunded'::app.tx_status else t.status end
  where t.id = p.id and t.created_at = p.created_at;
  insert into audit.event_log (happened_at, actor_user_id, action, object_type, object_id, context)
  values (post_refund.at, post_refund.actor_id, 'payment.refunded', 'transaction', v_id,
    jsonb_build_object('payment', p.id, 'amount', post_refund.amount, 'terminal', post_refund.terminal_id));
  return v_tx_no;
end $$;

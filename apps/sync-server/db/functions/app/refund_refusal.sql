-- Why so much of a payment cannot be given back, by its code in packages/shared, or null when it can. amount and step in minor units.
-- What remains of a payment may always be given back whole, also when the rounding step has grown since. Internal: the one place of the rule.
create or replace function app.refund_refusal(p app.transactions, amount bigint, step bigint) returns text
language sql immutable
set search_path = pg_catalog
as $$
  select case
    when (refund_refusal.p).id is null then 'payment_unknown'
    when (refund_refusal.p).tx_type <> 'payment' or (refund_refusal.p).status not in ('completed', 'refunded') then 'payment_not_refundable'
    when refund_refusal.amount <= 0 then 'amount_out_of_range'
    when refund_refusal.amount > x.left_paid then 'refund_exceeds_payment'
    when refund_refusal.amount % refund_refusal.step <> 0 and refund_refusal.amount <> x.left_paid then 'amount_too_precise'
  end
  from (select (((refund_refusal.p).final_amount - (refund_refusal.p).refunded_amount) * 100)::bigint as left_paid) x
$$;

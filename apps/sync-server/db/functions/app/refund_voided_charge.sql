-- A void that names a settled charge is a full refund of what is still paid of it. Internal: app.post_entries calls it under every lock.
create or replace function app.refund_voided_charge(void_entry app.entry_decision, at timestamptz) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_payment app.transactions;
  v_left bigint;
begin
  select t.* into strict v_payment
  from app.idempotency_registry g
  join app.transactions t on t.id = g.transaction_id and t.created_at = g.transaction_at
  where g.key = (refund_voided_charge.void_entry).void_charge_id and g.scope = (refund_voided_charge.void_entry).terminal_id;
  v_left := ((v_payment.final_amount - v_payment.refunded_amount) * 100)::bigint;
  if v_left > 0 then
    perform app.post_refund(v_payment.id, v_payment.created_at, v_left, (refund_voided_charge.void_entry).cashier_id,
      (refund_voided_charge.void_entry).terminal_id, 'void', refund_voided_charge.at);
  end if;
end $$;

-- The payment that came of a charge: its own where it settled, its debt's where it was declined late and the member owes it; null where nothing was
-- paid. Internal.
create or replace function app.payment_of_charge(g app.idempotency_registry) returns app.transactions
language sql stable security definer
set search_path = pg_catalog
as $$
  select t
  from (
    select (g).transaction_id as id, (g).transaction_at as at where (g).state = 'settled'
    union all
    select d.transaction_id, d.transaction_at from app.member_debts d where d.charge_id = (g).key and d.terminal_id = (g).scope
  ) paid
  join app.transactions t on t.id = paid.id and t.created_at = paid.at and t.tx_type = 'payment'
$$;

-- The merchant that this transaction's user acts for, as the server's asMerchantUser sets it; null outside of it.
create or replace function sec.merchant_id() returns uuid
language sql stable parallel safe
set search_path = pg_catalog
as $$
  select nullif(current_setting('sec.merchant_id', true), '')::uuid
$$;
grant execute on function sec.merchant_id() to mps_server, mps_terminal, mps_member, mps_merchant, mps_admin;

-- A merchant's transactions, the newest first, for its users, its terminals and admins; filter as app.transaction_search_sql has it. Pages by
-- beforeAt and beforeId of the filter: pass the last row's cursor_at and id to go on. lim rows at most. Raises MP001 not_found for a foreign merchant.
create or replace function app.get_merchant_transactions(merchant_id uuid, filter jsonb default '{}', lim int default 50)
returns table (cursor_at text, id uuid, document jsonb)
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  perform sec.require_merchant(get_merchant_transactions.merchant_id);
  return query execute app.transaction_search_sql(format('t.merchant_id = %L', get_merchant_transactions.merchant_id), get_merchant_transactions.filter)
    || format(' limit %s', get_merchant_transactions.lim);
end $$;
grant execute on function app.get_merchant_transactions(uuid, jsonb, int) to mps_merchant, mps_admin;

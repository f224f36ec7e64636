-- Opens a cursor on all transactions of a merchant that a filter finds (app.transaction_search_sql), for its users and admins, so that an export of any
-- size is read in portions: fetch from the name that is returned, inside the same transaction. Audited: who took how much of whose data out is
-- asked one day. Raises MP001 not_found for a foreign merchant.
create or replace function app.export_merchant_transactions(merchant_id uuid, filter jsonb default '{}') returns refcursor
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_cursor refcursor := 'transactions_export';
begin
  perform sec.require_merchant(export_merchant_transactions.merchant_id);
  perform audit.log('transactions.exported', 'merchant', export_merchant_transactions.merchant_id,
    jsonb_build_object('filter', export_merchant_transactions.filter - 'cardSuffix'));
  open v_cursor no scroll for execute
    app.transaction_search_sql(format('t.merchant_id = %L', export_merchant_transactions.merchant_id), export_merchant_transactions.filter);
  return v_cursor;
end $$;
grant execute on function app.export_merchant_transactions(uuid, jsonb) to mps_merchant, mps_admin;

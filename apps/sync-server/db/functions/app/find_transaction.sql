-- A transaction by its number, of one merchant or (null) of any: nothing for a number that is mistyped or another's. The number tells the UTC
-- day, so one day of one index is read and tx_no needs none of its own. Internal.
create or replace function app.find_transaction(tx_no text, merchant_id uuid default null) returns app.transactions
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_day timestamptz;
  t app.transactions;
begin
  if find_transaction.tx_no !~ '^[0-9]{19}$' or find_transaction.tx_no::numeric % 97 <> 1
    or substr(find_transaction.tx_no, 1, 8) !~ '^(19|20|21)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$' then
    return null;
  end if;
  -- The 31st of a short month runs over into the next, where no such number is.
  v_day := make_timestamptz(substr(find_transaction.tx_no, 1, 4)::int, substr(find_transaction.tx_no, 5, 2)::int, 1, 0, 0, 0, 'UTC')
    + make_interval(days => substr(find_transaction.tx_no, 7, 2)::int - 1);
  if find_transaction.merchant_id is not null then
    select * into t from app.transactions x
    where x.merchant_id = find_transaction.merchant_id and x.created_at >= v_day and x.created_at < v_day + interval '1 day'
      and x.tx_no = find_transaction.tx_no;
  else
    select * into t from app.transactions x
    where x.created_at >= v_day and x.created_at < v_day + interval '1 day' and x.tx_no = find_transaction.tx_no;
  end if;
  return t;
end $$;

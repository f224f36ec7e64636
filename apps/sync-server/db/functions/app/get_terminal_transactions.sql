-- What a cashier may look up through a terminal: its merchant's transactions of the last 35 days, any age by their whole number or by their entry.
-- Filter and pages as in app.get_merchant_transactions; what the platform keeps of a payment is not the cashier's business and left out.
-- For the transaction's actor. Raises MP001 not_found.
create or replace function app.get_terminal_transactions(filter jsonb default '{}', lim int default 20)
returns table (cursor_at text, id uuid, document jsonb)
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_merchant uuid := (select t.merchant_id from app.terminals t where t.id = sec.actor_id());
  v_scope text := format('t.merchant_id = %L', v_merchant);
begin
  perform sec.require_merchant(v_merchant);
  if not (get_terminal_transactions.filter ?| array['txNo', 'entryId']) then
    v_scope := v_scope || format(' and t.created_at >= %L', clock_timestamp() - interval '35 days');
  end if;
  if get_terminal_transactions.filter ? 'entryId' then
    -- The registry knows the moment, which spares the search through all partitions. Keys belong to a terminal: any of the shop's.
    v_scope := v_scope || format(' and t.created_at = any (%L::timestamptz[])', (
      select coalesce(array_agg(g.transaction_at), '{}') from app.idempotency_registry g join app.terminals t on t.id = g.scope and t.merchant_id = v_merchant
      where g.key = (get_terminal_transactions.filter ->> 'entryId')::uuid and g.transaction_at is not null));
  end if;
  return query select s.cursor_at, s.id, s.document - 'fee'
  from app.run_transaction_search(app.transaction_search_sql(v_scope, get_terminal_transactions.filter), get_terminal_transactions.lim) s;
end $$;
grant execute on function app.get_terminal_transactions(jsonb, int) to mps_terminal;

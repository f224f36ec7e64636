-- Runs a text made by app.transaction_search_sql. Internal: granted to nobody.
create or replace function app.run_transaction_search(query text, lim int) returns table (cursor_at text, id uuid, document jsonb)
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  return query execute run_transaction_search.query || format(' limit %s', run_transaction_search.lim);
end $$;

-- Transactions against their postings and points since a moment, month by month; object_id is the transaction.
--   postings_differ: a settled one has moved another amount than it says; failed_but_posted: a declined one has moved money
--   fee_differs: another fee was posted than it says; account_differs: it was posted to another card or merchant than its own
--   posting_without_transaction: there is no transaction, settlement or replacement of a card for it
--   earned_points_differ: it gave or took other points than the point ledger says
-- Internal.
create or replace function app.verify_postings(since timestamptz) returns table (problem text, object_id uuid, expected numeric, found numeric)
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_slice record;
begin
  for v_slice in select s.from_at, s.to_at from app.ledger_slices(verify_postings.since) s loop
    return query execute 'select * from app.verify_postings_between($1, $2) union all select * from app.verify_earned_points($1, $2)'
      using v_slice.from_at, v_slice.to_at;
  end loop;
end $$;

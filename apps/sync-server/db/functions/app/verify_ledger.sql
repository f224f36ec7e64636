-- Proves the books from the last completed closing on (from_beginning: from the first posting, closings included): cards = sum of postings = point
-- ledger, every transaction and its postings agree, refunds are within their payments, settlements say what the ledger says.
-- Returns for each kind of fault the first row that is wrong and how many there are; nothing when all is well. Amounts in currency units.
create or replace function app.verify_ledger(from_beginning boolean default false)
returns table (problem text, object_id uuid, expected numeric, found numeric, wrong_rows bigint)
language plpgsql stable security definer
set search_path = pg_catalog
-- One reading of everything: sorts and hash tables as large as a month's postings need.
set work_mem = '256MB'
set enable_partitionwise_join = on
set enable_partitionwise_aggregate = on
set jit = off
as $$
declare
  v_cut timestamptz;
begin
  select max(c.cut_at) into v_cut from app.ledger_closings c where c.completed_at is not null and not verify_ledger.from_beginning;
  v_cut := coalesce(v_cut, '-infinity');
  return query
  with faults as (
    select * from app.verify_cards(v_cut)
    union all select * from app.verify_postings(v_cut)
    union all select * from app.verify_points(v_cut)
    union all select * from app.verify_refunds(v_cut)
    union all select * from app.verify_settlements(v_cut)
    union all select * from app.verify_money_states()
  )
  select distinct on (f.problem) f.problem, f.object_id, f.expected, f.found, count(*) over (partition by f.problem)
  from faults f
  order by f.problem, f.object_id;
end $$;
grant execute on function app.verify_ledger(boolean) to mps_admin, mps_server;

-- owner: mps_owner
-- Makes the month's partitions of transactions and postings (transactions_y2026m11 …) where they are missing.
-- A job calls it a quarter ahead. Returns how many it made.
create or replace function app.create_monthly_partition(month date) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_from date := date_trunc('month', create_monthly_partition.month);
  v_parent text;
  v_name text;
  v_made int := 0;
begin
  foreach v_parent in array array['transactions', 'ledger_entries', 'point_ledger'] loop
    v_name := format('%s_y%sm%s', v_parent, to_char(v_from, 'YYYY'), to_char(v_from, 'MM'));
    if to_regclass('app.' || v_name) is null then
      execute format('create table app.%I partition of app.%I for values from (%L) to (%L)', v_name, v_parent,
        v_from::timestamp at time zone 'UTC', (v_from + interval '1 month')::timestamp at time zone 'UTC');
      -- Nobody reads a partition past its parent's policies.
      execute format('alter table app.%I enable row level security', v_name);
      execute format('alter table app.%I force row level security', v_name);
      v_made := v_made + 1;
    end if;
  end loop;
  return v_made;
end $$;
grant execute on function app.create_monthly_partition(date) to mps_server;

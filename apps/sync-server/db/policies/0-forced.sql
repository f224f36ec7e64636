-- Row level security is on and forced for every table, its owner included, and the functions' owner has a policy of its own on each.
-- What no other file here grants, nobody else sees.
do $$
declare
  v_table record;
begin
  for v_table in
    select n.nspname, c.relname, c.relispartition from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname in ('app', 'audit', 'auth') and (not c.relrowsecurity or not c.relforcerowsecurity
      or (not c.relispartition and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'functions_may')))
  loop
    execute format('alter table %I.%I enable row level security', v_table.nspname, v_table.relname);
    execute format('alter table %I.%I force row level security', v_table.nspname, v_table.relname);
    if not v_table.relispartition then
      execute format('drop policy if exists functions_may on %I.%I', v_table.nspname, v_table.relname);
      execute format('create policy functions_may on %I.%I to mps_definer using (true) with check (true)', v_table.nspname, v_table.relname);
    end if;
  end loop;
end $$;

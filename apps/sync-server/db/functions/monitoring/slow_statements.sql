-- Statements of this database that take more than a second on average, the slowest first, as pg_stat_statements counts them: their text without values.
-- No rows where that extension is not installed here or not loaded by the server, and a notice that says which; an operator sets it up
-- (shared_preload_libraries, then create extension pg_stat_statements). For monitoring.slow_queries.
create or replace function monitoring.slow_statements()
returns table (statement text, calls bigint, mean_ms numeric, max_ms numeric, total_ms numeric, returned_rows bigint)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_schema text;
begin
  select e.extnamespace::regnamespace::text into v_schema from pg_extension e where e.extname = 'pg_stat_statements';
  if v_schema is null then
    raise notice 'pg_stat_statements is not installed in this database, so nothing is known of slow queries';
    return;
  end if;
  return query execute format(
    'select s.query, s.calls, round(s.mean_exec_time::numeric, 1), round(s.max_exec_time::numeric, 1), round(s.total_exec_time::numeric, 1), s.rows
     from %s.pg_stat_statements s
     where s.dbid = (select d.oid from pg_database d where d.datname = current_database()) and s.mean_exec_time > 1000
     order by s.mean_exec_time desc limit 100', v_schema);
exception when object_not_in_prerequisite_state then
  raise notice 'pg_stat_statements is not in shared_preload_libraries, so nothing is known of slow queries';
end $$;
grant execute on function monitoring.slow_statements() to mps_admin;

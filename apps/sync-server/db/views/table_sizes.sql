-- How large each table is with its indexes, partitions one by one, the largest first.
create or replace view monitoring.table_sizes with (security_invoker = true) as
select s.schemaname as schema_name, s.relname as table_name, s.n_live_tup as live_rows, pg_relation_size(s.relid) as table_bytes,
  pg_indexes_size(s.relid) as index_bytes, pg_total_relation_size(s.relid) as total_bytes, s.last_autovacuum
from pg_stat_user_tables s
where s.schemaname in ('app', 'audit', 'auth')
order by total_bytes desc;
grant select on monitoring.table_sizes to mps_admin;

-- Indexes that no query has used since statistics were last reset and that keep nothing unique: each costs every write.
create or replace view monitoring.unused_indexes with (security_invoker = true) as
select s.schemaname as schema_name, s.relname as table_name, s.indexrelname as index_name, pg_relation_size(s.indexrelid) as index_bytes
from pg_stat_user_indexes s
join pg_index i on i.indexrelid = s.indexrelid
where s.schemaname in ('app', 'audit', 'auth') and s.idx_scan = 0 and not i.indisunique and not i.indisexclusion
order by index_bytes desc;
grant select on monitoring.unused_indexes to mps_admin;

-- Statements with a mean over one second; empty where pg_stat_statements is not there, see monitoring.slow_statements.
create or replace view monitoring.slow_queries with (security_invoker = true) as
select * from monitoring.slow_statements();
grant select on monitoring.slow_queries to mps_admin;

-- Whoever reads statistics sees the text of his own statements only, unless he is one of these. Where the owner may not give that away, an operator
-- does, and monitoring.slow_queries has figures without texts until then.
do $$
begin
  grant pg_read_all_stats to mps_definer;
exception when insufficient_privilege then
  raise notice 'grant pg_read_all_stats to mps_definer, so that monitoring.slow_queries shows what is slow';
end $$;

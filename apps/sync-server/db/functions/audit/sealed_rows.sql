-- The rows that a range of transactions of an era covers, whether they are sealed or not; until_id ends an era that a restore ended.
create or replace function audit.sealed_rows(era_first_id bigint, until_id bigint, from_txid bigint, to_txid bigint) returns setof audit.event_log
language sql stable security definer
set search_path = pg_catalog
as $$
  select e.* from audit.event_log e
  where e.txid >= sealed_rows.from_txid and e.txid < sealed_rows.to_txid and e.id >= sealed_rows.era_first_id and e.id < sealed_rows.until_id
$$;

-- Tells a database that is still the same from a copy restored from a backup, by a fingerprint that the server takes of the engine it runs on
-- (cluster, database, timeline). A new fingerprint gives the ledger a new id, and notes the time from the last thing this copy knows of
-- until now as lost: terminals then send again what they were told was settled since. Returns the ledger's id and since when it has it.
create or replace function app.adopt_ledger_identity() returns table (ledger_id uuid, ledger_since timestamptz)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
  v_fingerprint text;
  v_known text;
  v_last timestamptz;
begin
  select format('%s/%s/%s', (select s.system_identifier from pg_control_system() s), (select d.oid from pg_database d where d.datname = current_database()),
    (select k.timeline_id from pg_control_checkpoint() k))
  into v_fingerprint;
  perform pg_advisory_xact_lock(sec.card_lock_key('00000000-0000-0000-0000-000000000000'));
  select i.fingerprint into v_known from app.ledger_identity i;
  if v_known is null then
    insert into app.ledger_identity (fingerprint) values (v_fingerprint);
  elsif v_known <> v_fingerprint then
    select max(e.happened_at) into v_last from audit.event_log e;
    update app.ledger_identity i set ledger_id = sec.uuid_v7(), ledger_since = clock_timestamp(), fingerprint = v_fingerprint where i.only_row;
    insert into app.ledger_gaps (lost_from, lost_until) values (coalesce(v_last, clock_timestamp()), clock_timestamp());
    perform audit.log('ledger.restored', 'ledger', null, jsonb_build_object('lostFrom', v_last));
  end if;
  return query select i.ledger_id, i.ledger_since from app.ledger_identity i;
end $$;
grant execute on function app.adopt_ledger_identity() to mps_server;

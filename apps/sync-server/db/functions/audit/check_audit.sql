-- Verifies the whole audit trail and raises one alert, CRITICAL, while something is wrong that nobody has acknowledged. Returns how many faults there
-- are, and the first of them.
create or replace function audit.check_audit(out faults bigint, out first_seal bigint, out first_row bigint, out first_fault text)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  select count(*), (array_agg(v.seal_no))[1], (array_agg(v.event_id))[1], (array_agg(v.fault))[1]
  into faults, first_seal, first_row, first_fault from audit.verify_audit() v;
  if faults > 0 and not exists (select from app.alerts a where a.kind = 'audit_mismatch' and a.acknowledged_at is null) then
    insert into app.alerts (kind, severity, object_type, context)
    values ('audit_mismatch', 'CRITICAL', 'audit', jsonb_build_object('faults', faults, 'seal', first_seal, 'row', first_row, 'fault', first_fault));
  end if;
end $$;
grant execute on function audit.check_audit() to mps_server;

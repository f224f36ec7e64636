-- Notes that the transaction's admin imported a file of a terminal's log, and what became of its entries. Returns how often that file has come.
create or replace function app.record_log_import(terminal_id uuid, file_hash bytea, exported_at timestamptz, states jsonb) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_times int;
begin
  insert into app.terminal_log_imports as i (terminal_id, file_hash, exported_at, imported_by, states)
  values (record_log_import.terminal_id, record_log_import.file_hash, record_log_import.exported_at, sec.actor_id(), record_log_import.states)
  on conflict on constraint terminal_log_imports_pkey do update
    set times_imported = i.times_imported + 1, imported_by = excluded.imported_by, states = excluded.states
  returning i.times_imported into v_times;
  perform audit.log('terminal.log_imported', 'terminal', record_log_import.terminal_id,
    jsonb_build_object('file', encode(record_log_import.file_hash, 'hex'), 'states', record_log_import.states, 'times', v_times));
  return v_times;
end $$;
grant execute on function app.record_log_import(uuid, bytea, timestamptz, jsonb) to mps_admin;

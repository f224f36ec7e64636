-- Opens a terminal for pairing: ten minutes, five tries. The server makes the code and passes its SHA-256. An earlier open code ends. A paired
-- terminal that is paired again opens its next epoch, and the older ones still drain; a revoked one is never paired again.
-- Raises MP001 not_found, MP003 state_conflict.
create or replace function auth.new_pairing_code(terminal_id uuid, code_hash bytea) returns timestamptz
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_expires_at timestamptz := clock_timestamp() + interval '10 minutes';
  v_status text;
begin
  select t.status into v_status from app.terminals t where t.id = new_pairing_code.terminal_id for update;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif v_status = 'revoked' then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  update auth.pairing_codes p set used_at = clock_timestamp() where p.terminal_id = new_pairing_code.terminal_id and p.used_at is null;
  insert into auth.pairing_codes (terminal_id, code_hash, expires_at) values (new_pairing_code.terminal_id, new_pairing_code.code_hash, v_expires_at);
  perform audit.log('terminal.pairing_opened', 'terminal', new_pairing_code.terminal_id);
  return v_expires_at;
end $$;
grant execute on function auth.new_pairing_code(uuid, bytea) to mps_admin;

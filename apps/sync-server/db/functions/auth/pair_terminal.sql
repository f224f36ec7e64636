-- Pairs a device by a one-time code: opens the terminal's next epoch with the device's public key and a sequence that starts at 1; older epochs
-- still drain. A wrong code costs every open code of its minute nothing, because codes are looked up by hash; tries are limited by address.
-- Raises MP012 pairing_code_wrong.
create or replace function auth.pair_terminal(pairing_code_hash bytea, public_key bytea, app_version text)
returns table (terminal_id uuid, epoch int, label text, merchant_name text, status text)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
  v_code auth.pairing_codes;
  v_epoch int;
begin
  select * into v_code from auth.pairing_codes p where p.code_hash = pair_terminal.pairing_code_hash and p.used_at is null for update;
  if not found or v_code.expires_at < clock_timestamp() or v_code.tries_left <= 0 then
    raise exception 'pairing_code_wrong' using errcode = 'MP012';
  end if;
  update auth.pairing_codes p set used_at = clock_timestamp() where p.id = v_code.id;
  perform sec.lock_multiple_cards(array[v_code.terminal_id]);
  update app.terminals t set current_epoch = t.current_epoch + 1, app_version = pair_terminal.app_version, last_seen_at = clock_timestamp()
  where t.id = v_code.terminal_id
  returning t.current_epoch into v_epoch;
  insert into app.terminal_epochs (terminal_id, epoch, public_key) values (v_code.terminal_id, v_epoch, pair_terminal.public_key);
  perform audit.log('terminal.paired', 'terminal', v_code.terminal_id, jsonb_build_object('epoch', v_epoch));
  return query
    select t.id, v_epoch, t.label, m.name, t.status from app.terminals t join app.merchants m on m.id = t.merchant_id where t.id = v_code.terminal_id;
end $$;
grant execute on function auth.pair_terminal(bytea, bytea, text) to mps_server, mps_terminal;

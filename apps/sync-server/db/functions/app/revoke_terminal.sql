-- Revokes a terminal from a time on, now or earlier: what it recorded before may still drain where drain_allowed, what it recorded later is
-- declined. Again may only move the time back or stop the drain. Everybody on its shop's roster must choose a new PIN, because four digits do
-- not last an hour against whoever holds the device. Raises MP001 not_found, MP003 state_conflict for a time to come.
create or replace function app.revoke_terminal(terminal_id uuid, drain_allowed boolean default true, at timestamptz default null, reason text default null) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  t app.terminals;
  v_at timestamptz;
  v_pins int;
begin
  perform sec.lock_multiple_cards(array[revoke_terminal.terminal_id]);
  select * into t from app.terminals x where x.id = revoke_terminal.terminal_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif revoke_terminal.at > clock_timestamp() then
    raise exception 'state_conflict' using errcode = 'MP003', detail = 'a terminal is revoked from now or an earlier time on';
  end if;
  v_at := least(t.blocked_at, coalesce(revoke_terminal.at, clock_timestamp()));
  update app.terminals x
  set status = 'revoked', blocked_at = v_at, drain_allowed = revoke_terminal.drain_allowed and (t.status = 'active' or x.drain_allowed)
  where x.id = t.id;
  update auth.pairing_codes p set used_at = clock_timestamp() where p.terminal_id = t.id and p.used_at is null;
  update auth.users u set pin_change_required = true
  from app.merchant_users mu
  where mu.merchant_id = t.merchant_id and u.id = mu.user_id and u.pin_hash is not null and t.status = 'active';
  get diagnostics v_pins = row_count;
  perform audit.log('terminal.revoked', 'terminal', t.id, jsonb_strip_nulls(jsonb_build_object(
    'before', jsonb_build_object('status', t.status, 'drain', t.drain_allowed),
    'after', jsonb_build_object('status', 'revoked', 'drain', revoke_terminal.drain_allowed, 'at', app.iso_time(v_at)),
    'pinsToChoose', v_pins, 'reason', revoke_terminal.reason)));
end $$;
grant execute on function app.revoke_terminal(uuid, boolean, timestamptz, text) to mps_admin;

-- A user of the shop that this terminal belongs to chooses a new PIN, after the server compared the present one: matched is its verdict on
-- compared_hash, and only its role may pass it. Returns whether the PIN was changed; failures are audited and locked out where they are counted.
create or replace function app.choose_pin(terminal_id uuid, user_id uuid, compared_hash text, matched boolean, pin_hash text) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_changed boolean := false;
begin
  if choose_pin.matched then
    update auth.users u set pin_hash = choose_pin.pin_hash, pin_change_required = false
    from app.merchant_users mu join app.terminals t on t.merchant_id = mu.merchant_id
    where t.id = choose_pin.terminal_id and t.status = 'active' and mu.user_id = u.id and u.id = choose_pin.user_id
      and u.pin_hash = choose_pin.compared_hash and u.status = 'active';
    v_changed := found;
    update auth.pin_attempts a set failed_count = 0, locked_until = null where a.user_id = choose_pin.user_id and v_changed;
  end if;
  perform audit.log(case when v_changed then 'user.pin_chosen' else 'user.pin_refused' end, 'user', choose_pin.user_id,
    jsonb_build_object('terminal', choose_pin.terminal_id));
  return v_changed;
end $$;
grant execute on function app.choose_pin(uuid, uuid, text, boolean, text) to mps_server;

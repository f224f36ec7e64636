-- Counts an attempt at the present PIN of somebody on the roster of this terminal's shop, who chooses another, before it is compared; the count
-- is the one of auth.begin_pin_attempt, so five failures of either kind lock for 15 minutes. No row for whoever has no PIN here.
create or replace function auth.begin_pin_choice(terminal_id uuid, user_id uuid) returns table (pin_hash text, locked_until timestamptz)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_hash text;
  v_until timestamptz;
begin
  select u.pin_hash into v_hash
  from app.terminals t join app.merchant_users mu on mu.merchant_id = t.merchant_id join auth.users u on u.id = mu.user_id
  where t.id = begin_pin_choice.terminal_id and t.status = 'active' and u.id = begin_pin_choice.user_id and u.status = 'active';
  if v_hash is null then
    return;
  end if;
  insert into auth.pin_attempts as a (user_id) values (begin_pin_choice.user_id) on conflict on constraint pin_attempts_pkey do nothing;
  select a.locked_until into v_until from auth.pin_attempts a where a.user_id = begin_pin_choice.user_id for update;
  if v_until > clock_timestamp() then
    return query select null::text, v_until;
    return;
  end if;
  update auth.pin_attempts a
  set failed_count = case when a.failed_count >= 4 then 0 else a.failed_count + 1 end,
    locked_until = case when a.failed_count >= 4 then clock_timestamp() + interval '15 minutes' end
  where a.user_id = begin_pin_choice.user_id;
  return query select v_hash, null::timestamptz;
end $$;
grant execute on function auth.begin_pin_choice(uuid, uuid) to mps_server;

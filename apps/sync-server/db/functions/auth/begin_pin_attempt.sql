-- Counts an attempt at a manager's PIN before it is compared, so that a thousand guesses at once count as a thousand: the fifth failure in a row
-- locks the PIN for 15 minutes. No row for whoever is no active manager of this merchant; must_choose and no hash where the PIN is to be chosen
-- anew, since somebody else may know it. Only the server, which compares bcrypt hashes, may ask.
create or replace function auth.begin_pin_attempt(merchant_id uuid, manager_id uuid)
returns table (pin_hash text, locked_until timestamptz, must_choose boolean)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_hash text;
  v_must_choose boolean;
  v_until timestamptz;
begin
  select u.pin_hash, u.pin_change_required into v_hash, v_must_choose
  from app.merchant_users mu join auth.users u on u.id = mu.user_id
  where mu.merchant_id = begin_pin_attempt.merchant_id and mu.user_id = begin_pin_attempt.manager_id and mu.role = 'manager' and u.status = 'active';
  if v_hash is null then
    return;
  elsif v_must_choose then
    return query select null::text, null::timestamptz, true;
    return;
  end if;
  insert into auth.pin_attempts as a (user_id) values (begin_pin_attempt.manager_id) on conflict on constraint pin_attempts_pkey do nothing;
  select a.locked_until into v_until from auth.pin_attempts a where a.user_id = begin_pin_attempt.manager_id for update;
  if v_until > clock_timestamp() then
    return query select null::text, v_until, false;
    return;
  end if;
  update auth.pin_attempts a
  set failed_count = case when a.failed_count >= 4 then 0 else a.failed_count + 1 end,
    locked_until = case when a.failed_count >= 4 then clock_timestamp() + interval '15 minutes' end
  where a.user_id = begin_pin_attempt.manager_id;
  return query select v_hash, null::timestamptz, false;
end $$;
grant execute on function auth.begin_pin_attempt(uuid, uuid) to mps_server;

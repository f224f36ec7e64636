-- Uses up one recovery code in place of the second factor; true once per code.
create or replace function auth.take_recovery_code(user_id uuid, code_hash bytea) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  update auth.recovery_codes r set used_at = clock_timestamp()
  where r.user_id = take_recovery_code.user_id and r.code_hash = take_recovery_code.code_hash and r.used_at is null;
  if not found then
    return false;
  end if;
  perform set_config('sec.actor_id', take_recovery_code.user_id::text, true);
  perform audit.log('user.recovery_code_used', 'user', take_recovery_code.user_id);
  return true;
end $$;
grant execute on function auth.take_recovery_code(uuid, bytea) to mps_server;

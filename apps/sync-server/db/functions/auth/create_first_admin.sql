-- Makes the first platform admin, with a password that the server has hashed and a second factor that it has sealed. One time only: whoever can connect
-- as the owner or the server may call it, and the second call finds an admin. Raises MP003 state_conflict. An existing login is not taken over.
create or replace function auth.create_first_admin(login text, name text, password_hash text, sealed_secret bytea default null, recovery_hashes bytea[] default '{}')
returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_id uuid := sec.uuid_v7();
begin
  -- Two commands at once: the second waits, and then sees the first one's admin.
  perform pg_advisory_xact_lock(4607182421);
  if exists (select from auth.users u where u.is_platform_admin or u.login = lower(create_first_admin.login)) then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  insert into auth.users (id, login, name, password_hash, is_platform_admin)
  values (v_id, lower(create_first_admin.login), create_first_admin.name, create_first_admin.password_hash, true);
  if create_first_admin.sealed_secret is not null then
    insert into auth.totp_secrets (user_id, sealed_secret, confirmed_at) values (v_id, create_first_admin.sealed_secret, clock_timestamp());
    insert into auth.recovery_codes (user_id, code_hash) select v_id, h from unnest(create_first_admin.recovery_hashes) as h;
  end if;
  perform set_config('sec.actor_id', v_id::text, true);
  perform audit.log('user.first_admin_created', 'user', v_id);
  return v_id;
end $$;
grant execute on function auth.create_first_admin(text, text, text, bytea, bytea[]) to mps_server;

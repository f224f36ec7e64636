-- Makes the first platform admin, with a password that the server has hashed and a second factor that it has sealed. One time only: whoever can connect
-- as the server may call it, and the second call finds an admin. The server makes the id, because the sealed secret is bound to it.
-- Raises MP003 state_conflict, also for a login that exists: none is taken over.
create or replace function auth.create_first_admin(user_id uuid, login text, name text, password_hash text, sealed_secret bytea default null, recovery_hashes bytea[] default '{}')
returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  -- Two commands at once: the second waits, and then sees the first one's admin.
  perform pg_advisory_xact_lock(4607182421);
  if exists (select from auth.users u where u.is_platform_admin or u.login = lower(create_first_admin.login)) then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  insert into auth.users (id, login, name, password_hash, is_platform_admin)
  values (create_first_admin.user_id, lower(create_first_admin.login), create_first_admin.name, create_first_admin.password_hash, true);
  if create_first_admin.sealed_secret is not null then
    insert into auth.totp_secrets (user_id, sealed_secret, confirmed_at) values (create_first_admin.user_id, create_first_admin.sealed_secret, clock_timestamp());
    insert into auth.recovery_codes (user_id, code_hash) select create_first_admin.user_id, h from unnest(create_first_admin.recovery_hashes) as h;
  end if;
  perform set_config('sec.actor_id', create_first_admin.user_id::text, true);
  perform audit.log('user.first_admin_created', 'user', create_first_admin.user_id);
end $$;
grant execute on function auth.create_first_admin(uuid, text, text, text, bytea, bytea[]) to mps_server;

-- Stores a second factor that is not yet confirmed, with its recovery codes' SHA-256; an earlier unconfirmed one is replaced.
-- Raises MP003 state_conflict where one is confirmed already: that one is removed first.
create or replace function auth.begin_totp(user_id uuid, sealed_secret bytea, recovery_hashes bytea[]) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  perform set_config('sec.actor_id', begin_totp.user_id::text, true);
  insert into auth.totp_secrets as t (user_id, sealed_secret) values (begin_totp.user_id, begin_totp.sealed_secret)
  on conflict on constraint totp_secrets_pkey do update set sealed_secret = excluded.sealed_secret, last_step = 0 where t.confirmed_at is null;
  if not found then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  delete from auth.recovery_codes r where r.user_id = begin_totp.user_id;
  insert into auth.recovery_codes (user_id, code_hash) select begin_totp.user_id, h from unnest(begin_totp.recovery_hashes) as h;
  perform audit.log('user.totp_begun', 'user', begin_totp.user_id);
end $$;
grant execute on function auth.begin_totp(uuid, bytea, bytea[]) to mps_server;

-- Begins an attempt to sign in, and counts it as failed until auth.start_session says otherwise: a thousand guesses at once, over any number of
-- instances, are a thousand failures. Returns one row always: until when the login is locked, or whom it names with what the server must compare.
-- A login that nobody has is counted and locked as any other. realm is member (number, phone or e-mail) or user (login).
create or replace function auth.begin_sign_in(attempt_key bytea, realm text, login text)
returns table (locked_until timestamptz, subject_id uuid, label text, name text, password_hash text, status text, is_admin boolean,
  sealed_secret bytea, last_step bigint)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
  v_attempt auth.login_attempts;
begin
  insert into auth.login_attempts (attempt_key) values (begin_sign_in.attempt_key) on conflict on constraint login_attempts_pkey do nothing;
  select * into v_attempt from auth.login_attempts a where a.attempt_key = begin_sign_in.attempt_key for update;
  if v_attempt.locked_until > clock_timestamp() then
    return query select v_attempt.locked_until, null::uuid, null, null, null, null, null::boolean, null::bytea, null::bigint;
    return;
  end if;
  if v_attempt.updated_at < clock_timestamp() - interval '1 day' then
    v_attempt.failed_count := 0;
  end if;
  update auth.login_attempts a
  set failed_count = v_attempt.failed_count + 1, locked_until = clock_timestamp() + auth.lock_out_delay(v_attempt.failed_count + 1)
  where a.attempt_key = begin_sign_in.attempt_key;
  return query
    select null::timestamptz, found.*
    from (select) as always
    left join lateral (
      select m.id, m.member_no, m.name, c.password_hash, m.status::text, false, null::bytea, null::bigint
      from app.member_profiles m join auth.member_credentials c on c.member_id = m.id
      where begin_sign_in.realm = 'member'
        and (m.member_no = upper(begin_sign_in.login) or m.phone = begin_sign_in.login or m.email = lower(begin_sign_in.login))
      union all
      select u.id, u.login, u.name, u.password_hash, u.status, u.is_platform_admin, t.sealed_secret, t.last_step
      from auth.users u left join auth.totp_secrets t on t.user_id = u.id and t.confirmed_at is not null
      where begin_sign_in.realm = 'user' and u.login = lower(begin_sign_in.login) and u.password_hash is not null
      limit 1
    ) found on true;
end $$;
grant execute on function auth.begin_sign_in(bytea, text, text) to mps_server;

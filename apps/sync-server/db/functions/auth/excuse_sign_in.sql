-- Takes back the failure that auth.begin_sign_in counted: the password was right, and only the second factor is still to come. It never lifts more
-- than its own count, so asking for the second factor does not buy another guess at it.
create or replace function auth.excuse_sign_in(attempt_key bytea) returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  update auth.login_attempts a
  set failed_count = a.failed_count - 1, locked_until = clock_timestamp() + auth.lock_out_delay(a.failed_count - 1)
  where a.attempt_key = excuse_sign_in.attempt_key and a.failed_count > 0
$$;
grant execute on function auth.excuse_sign_in(bytea) to mps_server;

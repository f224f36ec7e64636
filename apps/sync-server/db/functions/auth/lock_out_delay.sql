-- How long a login stays locked after its n-th failure in a row: not at all for the first four, then 15 minutes that double up to a day.
create or replace function auth.lock_out_delay(failures int) returns interval
language sql immutable parallel safe
set search_path = pg_catalog
as $$
  select case when lock_out_delay.failures < 5 then null
    else least(interval '15 minutes' * 2 ^ least(lock_out_delay.failures - 5, 10), interval '1 day') end
$$;

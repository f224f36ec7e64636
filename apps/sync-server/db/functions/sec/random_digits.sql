-- n random decimal digits (at most 15), unguessable: taken from the random bits of a version 4 UUID.
create or replace function sec.random_digits(n int) returns text
language sql volatile
set search_path = pg_catalog
as $$
  select right(lpad((('x' || encode(substring(decode(md5(gen_random_uuid()::text || gen_random_uuid()::text), 'hex') from 1 for 8), 'hex'))::bit(64)::bigint
    & 9223372036854775807)::text, 19, '0'), random_digits.n)
$$;
grant execute on function sec.random_digits(int) to mps_owner;

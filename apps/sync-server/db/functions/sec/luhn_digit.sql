-- The Luhn check digit (ISO/IEC 7812-1, annex B) for a text of digits; packages/shared/src/card-number.ts has the same rule.
create or replace function sec.luhn_digit(digits text) returns text
language sql immutable parallel safe strict
set search_path = pg_catalog
as $$
  select ((10 - sum(case when w.weighted > 9 then w.weighted - 9 else w.weighted end) % 10) % 10)::text
  from (
    select substr(reverse(luhn_digit.digits), i, 1)::int * case when i % 2 = 1 then 2 else 1 end as weighted
    from generate_series(1, length(luhn_digit.digits)) as i
  ) w
$$;
grant execute on function sec.luhn_digit(text) to mps_owner;

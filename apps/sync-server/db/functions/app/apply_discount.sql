-- What is paid of a raw amount: round_half_up(raw × discount) to the rounding step. Minor units, thousandths, minor units, all integers;
-- packages/shared/src/money.ts has the same rule and the two are tested against each other.
create or replace function app.apply_discount(raw bigint, discount int, step bigint) returns bigint
language sql immutable parallel safe strict
set search_path = pg_catalog
as $$
  select ((2 * apply_discount.raw * apply_discount.discount + 1000 * apply_discount.step) / (2000 * apply_discount.step)) * apply_discount.step
$$;
grant execute on function app.apply_discount(bigint, int, bigint) to mps_server;

-- What is paid of a raw amount: round_half_up(raw × discount) to the rounding step. Minor units, thousandths, minor units, all integers;
-- packages/shared/src/money.ts has the same rule and the two are tested against each other. Inlined where it is called.
create or replace function app.apply_discount(raw bigint, discount int, step bigint) returns bigint
language sql immutable parallel safe strict
return ((2 * raw * discount + 1000 * step) / (2000 * step)) * step;
grant execute on function app.apply_discount(bigint, int, bigint) to mps_server;

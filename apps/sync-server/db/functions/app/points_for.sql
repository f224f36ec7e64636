-- Points for a settled amount in minor units: one per whole currency unit, for standard and prepaid cards only. packages/shared/src/money.ts has the
-- same rule and the two are tested against each other. Inlined where it is called, for which it must not be strict.
create or replace function app.points_for(final bigint, card_type app.card_type) returns int
language sql immutable parallel safe
return case when card_type in ('standard', 'prepaid') then (final / 100)::int else 0 end;
grant execute on function app.points_for(bigint, app.card_type) to mps_server;

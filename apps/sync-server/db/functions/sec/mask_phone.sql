-- A phone number for whoever does not need it whole: the country's first digits and the last two.
create or replace function sec.mask_phone(phone text) returns text
language sql immutable parallel safe strict
return pg_catalog.left(phone, 4) || '••••' || pg_catalog.right(phone, 2);
grant execute on function sec.mask_phone(text) to mps_admin, mps_merchant, mps_member, mps_terminal, mps_server;

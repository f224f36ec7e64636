-- An e-mail address for whoever does not need it whole: its first letter and the domain.
create or replace function sec.mask_email(email text) returns text
language sql immutable parallel safe strict
return pg_catalog.left(email, 1) || '••••@' || pg_catalog.split_part(email, '@', 2);
grant execute on function sec.mask_email(text) to mps_admin, mps_merchant, mps_member, mps_terminal, mps_server;

-- A card number for whoever does not need it whole: the last four digits; packages/shared/src/card-number.ts has the same rule.
create or replace function sec.mask_card_no(card_no text) returns text
language sql immutable parallel safe strict
return '•••• ' || pg_catalog.right(card_no, 4);
grant execute on function sec.mask_card_no(text) to mps_admin, mps_merchant, mps_member, mps_terminal, mps_server;

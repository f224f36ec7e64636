-- The advisory lock's key for issuing codes of a card: another space than sec.card_lock_key, so that issuing never waits for a charge.
create or replace function sec.code_lock_key(id uuid) returns bigint
language sql immutable parallel safe
return pg_catalog.uuid_hash_extended(id, 5318);

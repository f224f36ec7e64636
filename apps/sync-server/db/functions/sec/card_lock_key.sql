-- The advisory lock's key for a card: a 64-bit hash of its id. Merchants and terminals use the same space; a rare collision of two keys
-- costs a wait and nothing else. A body bound when it is made: it needs no search_path and is inlined where it is called.
create or replace function sec.card_lock_key(id uuid) returns bigint
language sql immutable parallel safe
return pg_catalog.uuid_hash_extended(id, 5317);
grant execute on function sec.card_lock_key(uuid) to mps_server, mps_admin;

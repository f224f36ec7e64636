-- The advisory lock's key for a card: a 64-bit hash of its id. Merchants and terminals use the same space; a rare collision of two keys
-- costs a wait and nothing else.
create or replace function sec.card_lock_key(id uuid) returns bigint
language sql immutable parallel safe
set search_path = pg_catalog
as $$
  select uuid_hash_extended(card_lock_key.id, 5317)
$$;
grant execute on function sec.card_lock_key(uuid) to mps_server, mps_admin;

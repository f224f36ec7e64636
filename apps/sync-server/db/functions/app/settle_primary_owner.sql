-- A card's owner_member_id always names one of its owners: where that one left or became something else, the owner of longest standing.
-- The caller holds the card's lock. Internal.
create or replace function app.settle_primary_owner(card_id uuid) returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  update app.member_cards c set owner_member_id = o.member_id
  from (
    select b.member_id from app.card_bindings b
    where b.card_id = settle_primary_owner.card_id and b.role = 'owner' and b.removed_at is null
    order by b.created_at, b.member_id limit 1
  ) o
  where c.id = settle_primary_owner.card_id and not exists (
    select from app.card_bindings b
    where b.card_id = c.id and b.member_id = c.owner_member_id and b.role = 'owner' and b.removed_at is null)
$$;

-- Passes when the card keeps an owner without this member. The caller holds the card's lock, so two owners who leave at once do not both pass.
-- Raises MP052 last_owner. Internal.
create or replace function app.require_another_owner(card_id uuid, member_id uuid) returns void
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  if exists (
    select from app.card_bindings b where b.card_id = require_another_owner.card_id and b.member_id = require_another_owner.member_id
      and b.role = 'owner' and b.removed_at is null
  ) and not exists (
    select from app.card_bindings b where b.card_id = require_another_owner.card_id and b.member_id <> require_another_owner.member_id
      and b.role = 'owner' and b.removed_at is null
  ) then
    raise exception 'last_owner' using errcode = 'MP052';
  end if;
end $$;

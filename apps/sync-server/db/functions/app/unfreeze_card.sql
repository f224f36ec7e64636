-- Makes a frozen card active again. What the platform froze, only the platform lifts.
-- Raises MP001 not_found, MP002 forbidden, MP003 state_conflict.
create or replace function app.unfreeze_card(card_id uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  c app.member_cards;
begin
  perform sec.lock_multiple_cards(array[unfreeze_card.card_id]);
  perform app.require_card_admin(unfreeze_card.card_id);
  select * into strict c from app.member_cards m where m.id = unfreeze_card.card_id;
  if c.status <> 'frozen' then
    raise exception 'state_conflict' using errcode = 'MP003';
  elsif c.frozen_by_platform and not sec.is_admin() then
    raise exception 'forbidden' using errcode = 'MP002';
  end if;
  update app.member_cards m set status = 'active', blocked_at = null, frozen_by_platform = false where m.id = unfreeze_card.card_id;
  perform audit.log('card.unfrozen', 'card', unfreeze_card.card_id, jsonb_build_object(
    'before', jsonb_build_object('status', c.status, 'byPlatform', c.frozen_by_platform), 'after', jsonb_build_object('status', 'active')));
end $$;
grant execute on function app.unfreeze_card(uuid) to mps_member, mps_admin;

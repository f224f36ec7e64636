-- Freezes a card from now on, at the word of its owner or an admin of it, or of a platform admin, and ends its codes. Again changes nothing,
-- but a platform's freeze on top of a member's is the platform's to lift. A charge scanned before still settles.
-- Raises MP001 not_found, MP002 forbidden, MP003 state_conflict.
create or replace function app.freeze_card(card_id uuid, reason text default null) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  c app.member_cards;
begin
  perform sec.lock_multiple_cards(array[freeze_card.card_id]);
  perform app.require_card_admin(freeze_card.card_id);
  select * into strict c from app.member_cards m where m.id = freeze_card.card_id;
  if c.status not in ('active', 'frozen') then
    raise exception 'state_conflict' using errcode = 'MP003';
  elsif c.status = 'frozen' and (c.frozen_by_platform or not sec.is_admin()) then
    return;
  end if;
  update app.member_cards m
  set status = 'frozen', blocked_at = coalesce(m.blocked_at, clock_timestamp()), frozen_by_platform = sec.is_admin()
  where m.id = freeze_card.card_id;
  perform app.revoke_codes_of_cards(array[freeze_card.card_id]);
  perform audit.log('card.frozen', 'card', freeze_card.card_id, jsonb_strip_nulls(jsonb_build_object(
    'before', jsonb_build_object('status', c.status), 'after', jsonb_build_object('status', 'frozen', 'byPlatform', sec.is_admin()),
    'reason', freeze_card.reason)));
end $$;
grant execute on function app.freeze_card(uuid, text) to mps_member, mps_admin;

-- Closes an empty card for good, at the word of an owner or a platform admin, and ends its codes. A card with a balance is refused: no kind
-- of transaction pays money out, so the balance is spent first, or moves to a replacement. Points end with the card. Again changes nothing.
-- Raises MP001 not_found, MP002 forbidden, MP003 state_conflict for a replaced card, MP053 card_not_empty.
create or replace function app.close_card(card_id uuid, reason text default null) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  c app.member_cards;
begin
  perform sec.lock_multiple_cards(array[close_card.card_id]);
  perform app.require_card_role(close_card.card_id, '{owner}');
  select * into strict c from app.member_cards m where m.id = close_card.card_id;
  if c.replaced_by is not null then
    raise exception 'state_conflict' using errcode = 'MP003';
  elsif c.status = 'closed' then
    return;
  elsif c.balance > 0 then
    raise exception 'card_not_empty' using errcode = 'MP053';
  elsif c.frozen_by_platform and not sec.is_admin() then
    raise exception 'forbidden' using errcode = 'MP002';
  end if;
  update app.member_cards m set status = 'closed', blocked_at = coalesce(m.blocked_at, clock_timestamp()) where m.id = close_card.card_id;
  perform app.revoke_codes_of_cards(array[close_card.card_id]);
  perform audit.log('card.closed', 'card', close_card.card_id, jsonb_strip_nulls(jsonb_build_object(
    'before', jsonb_build_object('status', c.status), 'after', jsonb_build_object('status', 'closed'), 'reason', close_card.reason)));
end $$;
grant execute on function app.close_card(uuid, text) to mps_member, mps_admin;

-- Marks a card as lost, at the word of its owner or an admin of it, or of a platform admin, and ends its codes. What was scanned before the
-- card was blocked still settles. A lost card does not come back: it is replaced. Again changes nothing.
-- Raises MP001 not_found, MP002 forbidden, MP003 state_conflict.
create or replace function app.report_card_lost(card_id uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  c app.member_cards;
begin
  perform sec.lock_multiple_cards(array[report_card_lost.card_id]);
  perform app.require_card_admin(report_card_lost.card_id);
  select * into strict c from app.member_cards m where m.id = report_card_lost.card_id;
  if c.status = 'lost' then
    return;
  elsif c.status not in ('active', 'frozen') then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  update app.member_cards m set status = 'lost', blocked_at = coalesce(m.blocked_at, clock_timestamp()) where m.id = report_card_lost.card_id;
  perform app.revoke_codes_of_cards(array[report_card_lost.card_id]);
  perform audit.log('card.lost', 'card', report_card_lost.card_id, jsonb_build_object(
    'before', jsonb_build_object('status', c.status), 'after', jsonb_build_object('status', 'lost')));
end $$;
grant execute on function app.report_card_lost(uuid) to mps_member, mps_admin;

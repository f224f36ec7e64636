-- Freezes a card from now on, at the word of its owner or an admin of it, or of a platform admin, and ends its codes. Again changes nothing.
-- A charge scanned before still settles. Raises MP001 not_found, MP002 forbidden, MP003 state_conflict.
create or replace function app.freeze_card(card_id uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_status app.card_status;
begin
  perform app.require_card_admin(freeze_card.card_id);
  perform sec.lock_multiple_cards(array[freeze_card.card_id]);
  select c.status into strict v_status from app.member_cards c where c.id = freeze_card.card_id;
  if v_status = 'frozen' then
    return;
  elsif v_status <> 'active' then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  update app.member_cards c set status = 'frozen', blocked_at = clock_timestamp() where c.id = freeze_card.card_id;
  perform app.revoke_codes_of_cards(array[freeze_card.card_id]);
  perform audit.log('card.frozen', 'card', freeze_card.card_id);
end $$;
grant execute on function app.freeze_card(uuid) to mps_member, mps_admin;

-- Makes a frozen card active again. Raises MP001 not_found, MP002 forbidden, MP003 state_conflict.
create or replace function app.unfreeze_card(card_id uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  perform app.require_card_admin(unfreeze_card.card_id);
  perform sec.lock_multiple_cards(array[unfreeze_card.card_id]);
  update app.member_cards c set status = 'active', blocked_at = null where c.id = unfreeze_card.card_id and c.status = 'frozen';
  if not found then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  perform audit.log('card.unfrozen', 'card', unfreeze_card.card_id);
end $$;
grant execute on function app.unfreeze_card(uuid) to mps_member, mps_admin;

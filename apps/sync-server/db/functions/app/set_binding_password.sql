-- Sets or changes the password that lets others bind themselves to a card (its bcrypt hash, made by the server), or with null ends that.
-- Owners, the card's admins and platform admins. Raises MP001 not_found, MP002 forbidden, MP003 state_conflict.
create or replace function app.set_binding_password(card_id uuid, password_hash text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_had boolean;
begin
  perform sec.lock_multiple_cards(array[set_binding_password.card_id]);
  perform app.require_card_admin(set_binding_password.card_id);
  select c.binding_password_hash is not null into v_had from app.member_cards c
  where c.id = set_binding_password.card_id and c.status <> 'closed' and c.replaced_by is null;
  if not found then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  update app.member_cards c set binding_password_hash = set_binding_password.password_hash where c.id = set_binding_password.card_id;
  perform audit.log('card.binding_password_set', 'card', set_binding_password.card_id, jsonb_build_object(
    'before', jsonb_build_object('hasPassword', v_had), 'after', jsonb_build_object('hasPassword', set_binding_password.password_hash is not null)));
end $$;
grant execute on function app.set_binding_password(uuid, text) to mps_member, mps_admin;

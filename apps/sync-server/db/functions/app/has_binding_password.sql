-- Whether others can bind themselves to a card, for its owners, its admins and platform admins. Raises MP001 not_found, MP002 forbidden.
create or replace function app.has_binding_password(card_id uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  perform app.require_card_admin(has_binding_password.card_id);
  return (select c.binding_password_hash is not null from app.member_cards c where c.id = has_binding_password.card_id);
end $$;
grant execute on function app.has_binding_password(uuid) to mps_member, mps_admin;

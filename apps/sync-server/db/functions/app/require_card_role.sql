-- Passes when the transaction's actor has one of these roles on the card, or is a platform admin; the platform's role is the role it runs
-- as. Call it under the card's lock. Raises MP001 not_found for whoever may not know the card, MP002 forbidden for its other members. Internal.
create or replace function app.require_card_role(card_id uuid, roles app.binding_role[]) returns void
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_role app.binding_role;
begin
  if sec.is_admin() then
    if not exists (select from app.member_cards c where c.id = require_card_role.card_id) then
      raise exception 'not_found' using errcode = 'MP001';
    end if;
    return;
  end if;
  select b.role into v_role from app.card_bindings b
  where b.card_id = require_card_role.card_id and b.member_id = sec.actor_id() and b.removed_at is null;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif v_role <> all (require_card_role.roles) then
    raise exception 'forbidden' using errcode = 'MP002';
  end if;
end $$;

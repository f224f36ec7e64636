-- The card that holds the money of this one: itself, or the last of those that replaced it.
create or replace function app.current_card(card_id uuid) returns uuid
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_id uuid := current_card.card_id;
  v_next uuid;
begin
  loop
    select c.replaced_by into v_next from app.member_cards c where c.id = v_id;
    exit when v_next is null;
    v_id := v_next;
  end loop;
  return v_id;
end $$;

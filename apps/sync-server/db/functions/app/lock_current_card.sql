-- Locks a merchant (shared) and the card that holds this one's money now, and returns that card. A card that was replaced while we waited is
-- followed: its successor is locked as well. Internal.
create or replace function app.lock_current_card(merchant_id uuid, card_id uuid) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_card_id uuid := app.current_card(lock_current_card.card_id);
  v_now_id uuid;
begin
  loop
    perform app.lock_charge_set(array[lock_current_card.merchant_id], '{}', array[v_card_id], true);
    v_now_id := app.current_card(lock_current_card.card_id);
    exit when v_now_id is not distinct from v_card_id;
    v_card_id := v_now_id;
  end loop;
  return v_card_id;
end $$;

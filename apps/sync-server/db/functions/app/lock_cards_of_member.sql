-- Locks every card that a member can use, so that no charge is decided on what the member was before. A card that is bound meanwhile would
-- be missed: the list is read again after the lock until it holds. Returns the cards. Internal.
create or replace function app.lock_cards_of_member(member_id uuid) returns uuid[]
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_locked uuid[];
  v_cards uuid[];
begin
  loop
    select coalesce(array_agg(b.card_id order by b.card_id), '{}') into v_cards from app.card_bindings b
    where b.member_id = lock_cards_of_member.member_id and b.removed_at is null;
    exit when v_cards = v_locked;
    perform sec.lock_multiple_cards(v_cards);
    v_locked := v_cards;
  end loop;
  return v_cards;
end $$;

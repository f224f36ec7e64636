-- Ends the live codes of one card at the word of a member who may pay with it. Returns how many. Raises MP001 not_found, MP002 forbidden.
create or replace function app.revoke_card_qr(card_id uuid) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_role app.binding_role;
  v_count int;
begin
  select b.role into v_role from app.card_bindings b
  where b.card_id = revoke_card_qr.card_id and b.member_id = sec.actor_id() and b.removed_at is null;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif v_role = 'viewer' then
    raise exception 'forbidden' using errcode = 'MP002';
  end if;
  perform sec.lock_multiple_cards(array[revoke_card_qr.card_id]);
  v_count := app.revoke_codes_of_cards(array[revoke_card_qr.card_id]);
  perform audit.log('code.revoked', 'card', revoke_card_qr.card_id, jsonb_build_object('count', v_count));
  return v_count;
end $$;
grant execute on function app.revoke_card_qr(uuid) to mps_member;

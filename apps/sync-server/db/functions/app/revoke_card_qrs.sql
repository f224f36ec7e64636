-- Ends the live codes of many cards, for an admin. Returns how many codes ended.
create or replace function app.revoke_card_qrs(card_ids uuid[], reason text default null) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_count int;
begin
  perform sec.lock_multiple_cards(revoke_card_qrs.card_ids);
  v_count := app.revoke_codes_of_cards(revoke_card_qrs.card_ids);
  perform audit.log('code.revoked', 'card', null, jsonb_strip_nulls(jsonb_build_object('cards', revoke_card_qrs.card_ids, 'count', v_count,
    'reason', revoke_card_qrs.reason)));
  return v_count;
end $$;
grant execute on function app.revoke_card_qrs(uuid[], text) to mps_admin;

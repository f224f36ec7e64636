-- Issues codes of one card to the member of this transaction: stores their hashes with what they were quoted, makes the first current.
-- Raises MP001 not_found, MP010 code_issue_refused, MP011 quote_changed when discount or limit are no longer what the code says.
-- Returns how many codes were stored.
create or replace function app.rotate_card_qr(card_id uuid, qr_hashes bytea[], discounts numeric[], offline_limits numeric[],
  valid_froms timestamptz[], expires_ats timestamptz[]) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_quote record;
  v_count int := cardinality(rotate_card_qr.qr_hashes);
begin
  -- A freeze at this moment ends this code as well, or refuses it.
  perform sec.share_code_issue(array[rotate_card_qr.card_id]);
  select * into strict v_quote from app.quote_card_qr(rotate_card_qr.card_id);
  if exists (
    select from unnest(rotate_card_qr.discounts, rotate_card_qr.offline_limits) as i (discount, offline_limit)
    where i.discount <> v_quote.discount or i.offline_limit > v_quote.offline_limit
  ) then
    raise exception 'quote_changed' using errcode = 'MP011';
  end if;
  perform app.store_card_qrs(array_fill(rotate_card_qr.card_id, array[v_count]), array_fill(sec.actor_id(), array[v_count]),
    rotate_card_qr.qr_hashes, rotate_card_qr.discounts, rotate_card_qr.offline_limits, rotate_card_qr.valid_froms, rotate_card_qr.expires_ats);
  perform audit.log('code.issued', 'card', rotate_card_qr.card_id, jsonb_build_object('count', v_count));
  return v_count;
end $$;
grant execute on function app.rotate_card_qr(uuid, bytea[], numeric[], numeric[], timestamptz[], timestamptz[]) to mps_member;

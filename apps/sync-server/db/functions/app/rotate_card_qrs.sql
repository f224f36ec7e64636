-- The same for many cards at once, for an admin's bulk issue (printed vouchers) and for load: element i is one code for one card and member.
-- The caller has quoted each code; the member must be bound to the card. Returns how many were stored.
create or replace function app.rotate_card_qrs(card_ids uuid[], member_ids uuid[], qr_hashes bytea[], discounts numeric[], offline_limits numeric[],
  valid_froms timestamptz[], expires_ats timestamptz[]) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  if exists (
    select from unnest(rotate_card_qrs.card_ids, rotate_card_qrs.member_ids) as i (card_id, member_id)
    left join app.card_bindings b on b.card_id = i.card_id and b.member_id = i.member_id and b.removed_at is null and b.role <> 'viewer'
    where b.card_id is null
  ) then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  return app.store_card_qrs(rotate_card_qrs.card_ids, rotate_card_qrs.member_ids, rotate_card_qrs.qr_hashes, rotate_card_qrs.discounts,
    rotate_card_qrs.offline_limits, rotate_card_qrs.valid_froms, rotate_card_qrs.expires_ats);
end $$;
grant execute on function app.rotate_card_qrs(uuid[], uuid[], bytea[], numeric[], numeric[], timestamptz[], timestamptz[]) to mps_admin;

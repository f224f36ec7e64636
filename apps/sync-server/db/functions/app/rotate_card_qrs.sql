-- Issues codes for many cards at once, for an admin's bulk issue (printed vouchers) and for load: element i is one code for one card and member.
-- Raises MP001 not_found unless each may have a code now, MP011 quote_changed when a discount or limit is no longer what the code says.
-- Returns how many were stored.
create or replace function app.rotate_card_qrs(card_ids uuid[], member_ids uuid[], qr_hashes bytea[], discounts numeric[], offline_limits numeric[],
  valid_froms timestamptz[], expires_ats timestamptz[]) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_fault text;
  v_count int;
begin
  perform sec.share_code_issue(rotate_card_qrs.card_ids);
  select max(case when q.card_id is null then 'not_found' when q.discount <> i.discount or q.offline_limit < i.offline_limit then 'quote_changed' end)
  into v_fault
  from unnest(rotate_card_qrs.card_ids, rotate_card_qrs.member_ids, rotate_card_qrs.discounts, rotate_card_qrs.offline_limits)
    as i (card_id, member_id, discount, offline_limit)
  left join app.quote_card_qrs(rotate_card_qrs.card_ids, rotate_card_qrs.member_ids) q on q.card_id = i.card_id and q.member_id = i.member_id;
  if v_fault = 'not_found' then
    raise exception 'not_found' using errcode = 'MP001';
  elsif v_fault = 'quote_changed' then
    raise exception 'quote_changed' using errcode = 'MP011';
  end if;
  v_count := app.store_card_qrs(rotate_card_qrs.card_ids, rotate_card_qrs.member_ids, rotate_card_qrs.qr_hashes, rotate_card_qrs.discounts,
    rotate_card_qrs.offline_limits, rotate_card_qrs.valid_froms, rotate_card_qrs.expires_ats);
  perform audit.log('code.issued', 'card', null, jsonb_build_object('cards', rotate_card_qrs.card_ids, 'count', v_count));
  return v_count;
end $$;
grant execute on function app.rotate_card_qrs(uuid[], uuid[], bytea[], numeric[], numeric[], timestamptz[], timestamptz[]) to mps_admin;

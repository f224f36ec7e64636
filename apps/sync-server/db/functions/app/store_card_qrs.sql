-- Stores issued codes (their hashes, never the codes) and makes the first of each card that card's current one. Issuing a code does not end
-- an older one. Returns how many were stored. Internal: app.rotate_card_qr and the bulk form check who may do it.
create or replace function app.store_card_qrs(card_ids uuid[], member_ids uuid[], qr_hashes bytea[], discounts numeric[], offline_limits numeric[],
  valid_froms timestamptz[], expires_ats timestamptz[]) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_count int;
begin
  with issued as (
    insert into app.card_qr_history (id, card_id, member_id, qr_hash, discount, offline_limit, valid_from, expires_at)
    select sec.uuid_v7(), i.card_id, i.member_id, i.qr_hash, i.discount, i.offline_limit, i.valid_from, i.expires_at
    from unnest(store_card_qrs.card_ids, store_card_qrs.member_ids, store_card_qrs.qr_hashes, store_card_qrs.discounts,
      store_card_qrs.offline_limits, store_card_qrs.valid_froms, store_card_qrs.expires_ats)
      as i (card_id, member_id, qr_hash, discount, offline_limit, valid_from, expires_at)
    returning id, card_id, valid_from
  ), current as (
    insert into app.card_qr_state as s (card_id, current_qr_id)
    select distinct on (i.card_id) i.card_id, i.id from issued i order by i.card_id, i.valid_from
    on conflict (card_id) do update set current_qr_id = excluded.current_qr_id
  )
  select count(*) into v_count from issued;
  return v_count;
end $$;

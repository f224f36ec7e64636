-- Erases a member's personal data and keeps the ledger: name, phone, e-mail, credentials and external identities go, the number stays as a
-- pseudonym, bindings and codes end, cards that have another owner pass to them, the others close. Money on those is refused unless forfeit
-- says that it was settled otherwise; it then stays on the closed card and in the ledger. Again changes nothing.
-- Raises MP001 not_found, MP053 card_not_empty.
create or replace function app.delete_member_profile(member_id uuid, reason text, forfeit boolean default false) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_cards uuid[];
  v_alone uuid[];
  v_status app.member_status;
  v_balance numeric;
begin
  v_cards := app.lock_cards_of_member(delete_member_profile.member_id);
  select m.status into v_status from app.member_profiles m where m.id = delete_member_profile.member_id for update;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif v_status = 'deleted' then
    return;
  end if;
  select coalesce(array_agg(c.id), '{}'), coalesce(sum(c.balance), 0) into v_alone, v_balance
  from app.member_cards c
  where c.id = any (v_cards) and c.replaced_by is null
    and exists (select from app.card_bindings b
      where b.card_id = c.id and b.member_id = delete_member_profile.member_id and b.role = 'owner' and b.removed_at is null)
    and not exists (select from app.card_bindings b
      where b.card_id = c.id and b.member_id <> delete_member_profile.member_id and b.role = 'owner' and b.removed_at is null);
  if v_balance > 0 and not delete_member_profile.forfeit then
    raise exception 'card_not_empty' using errcode = 'MP053';
  end if;

  perform app.revoke_codes_of_cards(v_alone);
  perform app.revoke_codes_of_cards(v_cards, delete_member_profile.member_id);
  update app.member_cards c set status = 'closed', blocked_at = coalesce(c.blocked_at, clock_timestamp()), binding_password_hash = null
  where c.id = any (v_alone);
  update app.card_bindings b set removed_at = clock_timestamp()
  where b.removed_at is null and (b.member_id = delete_member_profile.member_id or b.card_id = any (v_alone));
  perform app.settle_primary_owner(c.id) from unnest(v_cards) as c (id) where c.id <> all (v_alone);
  delete from app.member_external_identities i where i.member_id = delete_member_profile.member_id;
  delete from auth.member_credentials k where k.member_id = delete_member_profile.member_id;
  update app.member_profiles m
  set name = 'Erased', phone = null, email = null, status = 'deleted', blocked_at = coalesce(m.blocked_at, clock_timestamp())
  where m.id = delete_member_profile.member_id;
  perform audit.log('member.erased', 'member', delete_member_profile.member_id, jsonb_build_object(
    'before', jsonb_build_object('status', v_status), 'after', jsonb_build_object('status', 'deleted'), 'reason', delete_member_profile.reason,
    'closedCards', v_alone, 'forfeited', (v_balance * 100)::bigint));
end $$;
grant execute on function app.delete_member_profile(uuid, text, boolean) to mps_admin;

-- Suspends a member from now on: the codes issued to them end at once, their sessions too, and what they show afterwards is declined. Charges
-- scanned before still settle. Their cards stay usable for the others who are bound to them. Again changes nothing.
-- Raises MP001 not_found, MP003 state_conflict for a deleted member.
create or replace function app.admin_suspend_member(member_id uuid, reason text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_cards uuid[];
  v_status app.member_status;
begin
  v_cards := app.lock_cards_of_member(admin_suspend_member.member_id);
  select m.status into v_status from app.member_profiles m where m.id = admin_suspend_member.member_id for update;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif v_status = 'suspended' then
    return;
  elsif v_status = 'deleted' then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  update app.member_profiles m set status = 'suspended', blocked_at = clock_timestamp() where m.id = admin_suspend_member.member_id;
  perform app.revoke_codes_of_cards(v_cards, admin_suspend_member.member_id);
  perform audit.log('member.suspended', 'member', admin_suspend_member.member_id, jsonb_build_object(
    'before', jsonb_build_object('status', v_status), 'after', jsonb_build_object('status', 'suspended'), 'reason', admin_suspend_member.reason));
end $$;
grant execute on function app.admin_suspend_member(uuid, text) to mps_admin;

-- Takes a merchant's suspension back. What was declined meanwhile stays so. Raises MP001 not_found, MP003 state_conflict.
create or replace function app.admin_reinstate_merchant(merchant_id uuid, reason text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  perform sec.lock_multiple_cards(array[admin_reinstate_merchant.merchant_id]);
  update app.merchants m set status = 'active', blocked_at = null where m.id = admin_reinstate_merchant.merchant_id and m.status = 'suspended';
  if not found then
    if exists (select from app.merchants m where m.id = admin_reinstate_merchant.merchant_id) then
      raise exception 'state_conflict' using errcode = 'MP003';
    end if;
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  perform audit.log('merchant.reinstated', 'merchant', admin_reinstate_merchant.merchant_id, jsonb_build_object(
    'before', jsonb_build_object('status', 'suspended'), 'after', jsonb_build_object('status', 'active'), 'reason', admin_reinstate_merchant.reason));
end $$;
grant execute on function app.admin_reinstate_merchant(uuid, text) to mps_admin;

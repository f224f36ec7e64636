-- Suspends a merchant from now on: what its terminals scan afterwards is declined, what they scanned before still settles. Waits for the sets
-- that are being settled. Again changes nothing. Raises MP001 not_found.
create or replace function app.admin_suspend_merchant(merchant_id uuid, reason text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_status text;
begin
  perform sec.lock_multiple_cards(array[admin_suspend_merchant.merchant_id]);
  select m.status into v_status from app.merchants m where m.id = admin_suspend_merchant.merchant_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif v_status = 'suspended' then
    return;
  end if;
  update app.merchants m set status = 'suspended', blocked_at = clock_timestamp() where m.id = admin_suspend_merchant.merchant_id;
  perform audit.log('merchant.suspended', 'merchant', admin_suspend_merchant.merchant_id, jsonb_build_object(
    'before', jsonb_build_object('status', v_status), 'after', jsonb_build_object('status', 'suspended'), 'reason', admin_suspend_merchant.reason));
end $$;
grant execute on function app.admin_suspend_merchant(uuid, text) to mps_admin;

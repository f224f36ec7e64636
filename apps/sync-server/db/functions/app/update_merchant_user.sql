-- Changes the role of a shop's user. A shop's managers do so among themselves; the last manager stays one unless a platform admin decides.
-- Raises MP001 not_found, MP002 forbidden, MP003 state_conflict for the last manager.
create or replace function app.update_merchant_user(merchant_id uuid, user_id uuid, role text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_before text;
begin
  perform app.require_manager(update_merchant_user.merchant_id);
  -- Two managers who demote each other wait here for one another.
  perform from app.merchant_users mu where mu.merchant_id = update_merchant_user.merchant_id order by mu.user_id for update;
  select mu.role into v_before from app.merchant_users mu
  where mu.merchant_id = update_merchant_user.merchant_id and mu.user_id = update_merchant_user.user_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  if update_merchant_user.role <> 'manager' then
    perform app.require_another_manager(update_merchant_user.merchant_id, update_merchant_user.user_id);
  end if;
  update app.merchant_users mu set role = update_merchant_user.role
  where mu.merchant_id = update_merchant_user.merchant_id and mu.user_id = update_merchant_user.user_id;
  perform audit.log('merchant.user_changed', 'merchant', update_merchant_user.merchant_id, jsonb_build_object('user', update_merchant_user.user_id,
    'before', jsonb_build_object('role', v_before), 'after', jsonb_build_object('role', update_merchant_user.role)));
end $$;
grant execute on function app.update_merchant_user(uuid, uuid, text) to mps_merchant, mps_admin;

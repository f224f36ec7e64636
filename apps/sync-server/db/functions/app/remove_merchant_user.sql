-- Takes a user off a shop's roster; the login stays for other shops. The last manager stays unless a platform admin decides.
-- Raises MP001 not_found, MP002 forbidden, MP003 state_conflict for the last manager.
create or replace function app.remove_merchant_user(merchant_id uuid, user_id uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_before text;
begin
  perform app.require_manager(remove_merchant_user.merchant_id);
  perform from app.merchant_users mu where mu.merchant_id = remove_merchant_user.merchant_id order by mu.user_id for update;
  select mu.role into v_before from app.merchant_users mu
  where mu.merchant_id = remove_merchant_user.merchant_id and mu.user_id = remove_merchant_user.user_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  if v_before = 'manager' then
    perform app.require_another_manager(remove_merchant_user.merchant_id, remove_merchant_user.user_id);
  end if;
  delete from app.merchant_users mu where mu.merchant_id = remove_merchant_user.merchant_id and mu.user_id = remove_merchant_user.user_id;
  perform audit.log('merchant.user_removed', 'merchant', remove_merchant_user.merchant_id,
    jsonb_build_object('user', remove_merchant_user.user_id, 'before', jsonb_build_object('role', v_before)));
end $$;
grant execute on function app.remove_merchant_user(uuid, uuid) to mps_merchant, mps_admin;

-- Gives a shop's user a PIN (its bcrypt hash, made by the server; null takes it away). By a manager of the shop or a platform admin it is the
-- first of two steps: the user chooses their own at the next sign-in. Raises MP001 not_found, MP002 forbidden.
create or replace function app.set_user_pin(merchant_id uuid, user_id uuid, pin_hash text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  perform app.require_manager(set_user_pin.merchant_id);
  update auth.users u set pin_hash = set_user_pin.pin_hash, pin_change_required = u.id is distinct from sec.actor_id()
  from app.merchant_users mu
  where mu.merchant_id = set_user_pin.merchant_id and mu.user_id = u.id and u.id = set_user_pin.user_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  perform audit.log('merchant.pin_set', 'user', set_user_pin.user_id, jsonb_build_object('merchant', set_user_pin.merchant_id));
end $$;
grant execute on function app.set_user_pin(uuid, uuid, text) to mps_merchant, mps_admin;

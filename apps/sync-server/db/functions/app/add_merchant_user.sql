-- Gives a shop a cashier or manager: makes the login where it is new, and puts it on the shop's roster. pin_hash and password_hash are bcrypt,
-- made by the server. Returns the user's id.
create or replace function app.add_merchant_user(merchant_id uuid, login text, name text, role text, pin_hash text, password_hash text default null) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_id uuid;
begin
  insert into auth.users as u (login, name, pin_hash, password_hash)
  values (add_merchant_user.login, add_merchant_user.name, add_merchant_user.pin_hash, add_merchant_user.password_hash)
  on conflict on constraint users_login_key do update set pin_hash = excluded.pin_hash, password_hash = coalesce(excluded.password_hash, u.password_hash)
  returning u.id into v_id;
  insert into app.merchant_users (merchant_id, user_id, role) values (add_merchant_user.merchant_id, v_id, add_merchant_user.role)
  on conflict on constraint merchant_users_pkey do update set role = excluded.role;
  perform audit.log('merchant.user_added', 'merchant', add_merchant_user.merchant_id, jsonb_build_object('user', v_id, 'role', add_merchant_user.role));
  return v_id;
end $$;
grant execute on function app.add_merchant_user(uuid, text, text, text, text, text) to mps_admin;

-- Gives a shop a cashier or manager, with a login of their own. pin_hash and password_hash are bcrypt, made by the server. A login that exists
-- keeps its name, PIN and password: only a platform admin puts it on another shop's roster, and a manager is refused (23505), because the
-- login may be anybody's. Returns the user's id. Raises MP001 not_found, MP002 forbidden.
create or replace function app.add_merchant_user(merchant_id uuid, login text, name text, role text, pin_hash text, password_hash text default null) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_id uuid;
begin
  perform app.require_manager(add_merchant_user.merchant_id);
  insert into auth.users as u (login, name, pin_hash, password_hash)
  values (add_merchant_user.login, add_merchant_user.name, add_merchant_user.pin_hash, add_merchant_user.password_hash)
  on conflict on constraint users_login_key do nothing
  returning u.id into v_id;
  if v_id is null then
    if not sec.is_admin() then
      raise exception 'login_taken' using errcode = '23505';
    end if;
    select u.id into strict v_id from auth.users u where u.login = add_merchant_user.login;
  end if;
  insert into app.merchant_users (merchant_id, user_id, role) values (add_merchant_user.merchant_id, v_id, add_merchant_user.role)
  on conflict on constraint merchant_users_pkey do update set role = excluded.role;
  perform audit.log('merchant.user_added', 'merchant', add_merchant_user.merchant_id,
    jsonb_build_object('user', v_id, 'after', jsonb_build_object('role', add_merchant_user.role)));
  return v_id;
end $$;
grant execute on function app.add_merchant_user(uuid, text, text, text, text, text) to mps_merchant, mps_admin;

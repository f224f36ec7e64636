-- Who works at a shop, for its managers and platform admins, as packages/shared MerchantUser has them. Raises MP001 not_found, MP002 forbidden.
create or replace function app.merchant_roster(merchant_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  perform app.require_manager(merchant_roster.merchant_id);
  return (
    select coalesce(jsonb_agg(jsonb_build_object('userId', u.id, 'login', u.login, 'name', u.name, 'role', mu.role, 'status', u.status,
      'hasPin', u.pin_hash is not null, 'hasPassword', u.password_hash is not null, 'mustChoosePin', u.pin_change_required,
      'since', app.iso_time(mu.created_at)) order by u.name, u.id), '[]')
    from app.merchant_users mu join auth.users u on u.id = mu.user_id
    where mu.merchant_id = merchant_roster.merchant_id);
end $$;
grant execute on function app.merchant_roster(uuid) to mps_merchant, mps_admin;

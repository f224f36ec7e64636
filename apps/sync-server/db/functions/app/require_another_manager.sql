-- Passes for a platform admin, and when the shop keeps a manager without this user. The caller has locked the shop's roster.
-- Raises MP003 state_conflict. Internal.
create or replace function app.require_another_manager(merchant_id uuid, user_id uuid) returns void
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  if not sec.is_admin() and not exists (
    select from app.merchant_users mu join auth.users u on u.id = mu.user_id
    where mu.merchant_id = require_another_manager.merchant_id and mu.role = 'manager' and mu.user_id <> require_another_manager.user_id
      and u.status = 'active'
  ) then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
end $$;

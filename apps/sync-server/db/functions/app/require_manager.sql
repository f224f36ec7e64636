-- Passes for a platform admin, and for a manager of this merchant who acts for it. Raises MP001 not_found for whoever acts for another
-- merchant, MP002 forbidden for a cashier or one whose role was taken away. Internal.
create or replace function app.require_manager(merchant_id uuid) returns void
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  if sec.is_admin() then
    if not exists (select from app.merchants m where m.id = require_manager.merchant_id) then
      raise exception 'not_found' using errcode = 'MP001';
    end if;
  elsif require_manager.merchant_id is distinct from sec.merchant_id() then
    raise exception 'not_found' using errcode = 'MP001';
  elsif not exists (
    select from app.merchant_users mu join auth.users u on u.id = mu.user_id
    where mu.merchant_id = require_manager.merchant_id and mu.user_id = sec.actor_id() and mu.role = 'manager' and u.status = 'active'
  ) then
    raise exception 'forbidden' using errcode = 'MP002';
  end if;
end $$;

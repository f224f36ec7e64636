-- Passes for a platform admin and an existing merchant, a user of that merchant, and a terminal of it. Raises MP001 not_found for everybody else:
-- whether a foreign merchant exists is nothing to learn.
create or replace function sec.require_merchant(merchant_id uuid) returns void
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  if not (case current_setting('role', true)
    when 'mps_admin' then exists (select from app.merchants m where m.id = require_merchant.merchant_id)
    when 'mps_merchant' then coalesce(require_merchant.merchant_id = sec.merchant_id(), false)
    when 'mps_terminal' then exists (select from app.terminals t where t.id = sec.actor_id() and t.merchant_id = require_merchant.merchant_id)
    else false end)
  then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
end $$;
grant execute on function sec.require_merchant(uuid) to mps_admin, mps_merchant, mps_terminal;

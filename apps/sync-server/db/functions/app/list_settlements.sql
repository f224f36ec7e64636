-- Settlements, the newest first: a merchant's user sees its own, an admin all or those of one merchant. Filters that are null do not filter.
-- Pages by id: pass the last row's as before_id to go on. Returns an array of Settlement. Raises MP001 not_found for a foreign merchant.
create or replace function app.list_settlements(merchant_id uuid default null, status text default null, before_id uuid default null, lim int default 50)
returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  if list_settlements.merchant_id is not null or current_setting('role', true) <> 'mps_admin' then
    perform sec.require_merchant(list_settlements.merchant_id);
  end if;
  return (
    select coalesce(jsonb_agg(app.settlement_document(page) order by page.id desc), '[]')
    from (
      select s.* from app.settlements s
      where (list_settlements.merchant_id is null or s.merchant_id = list_settlements.merchant_id)
        and (list_settlements.status is null or s.status = list_settlements.status)
        and s.id < coalesce(list_settlements.before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      order by s.id desc limit list_settlements.lim
    ) page);
end $$;
grant execute on function app.list_settlements(uuid, text, uuid, int) to mps_merchant, mps_admin;

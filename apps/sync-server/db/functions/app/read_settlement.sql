-- One settlement, for an admin or a user of its merchant. Raises MP001 not_found. Returns a Settlement.
create or replace function app.read_settlement(settlement_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  s app.settlements;
begin
  select * into s from app.settlements x where x.id = read_settlement.settlement_id;
  perform sec.require_merchant(s.merchant_id);
  return app.settlement_document(s);
end $$;
grant execute on function app.read_settlement(uuid) to mps_merchant, mps_admin;

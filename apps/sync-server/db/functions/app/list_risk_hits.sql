-- Hits of rules, the newest first. An admin sees all; a merchant's user its suspected duplicates, which only the shop can tell from two sales alike.
-- Filters that are null do not filter; pages by id: pass the last row's as before_id to go on. Returns an array of RiskHit.
-- Raises MP001 not_found for a foreign merchant.
create or replace function app.list_risk_hits(merchant_id uuid default null, kind text default null, open_only boolean default false,
  before_id uuid default null, lim int default 50) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_is_admin boolean := current_setting('role', true) = 'mps_admin';
begin
  if list_risk_hits.merchant_id is not null or not v_is_admin then
    perform sec.require_merchant(list_risk_hits.merchant_id);
  end if;
  return (
    select coalesce(jsonb_agg(app.risk_hit_document(page.hit, page.kind) order by (page.hit).id desc), '[]')
    from (
      select h as hit, r.kind
      from app.risk_hits h
      join app.risk_rules r on r.id = h.rule_id
      where h.id < coalesce(list_risk_hits.before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        and (list_risk_hits.merchant_id is null
          or h.terminal_id = any (array(select t.id from app.terminals t where t.merchant_id = list_risk_hits.merchant_id)))
        and (list_risk_hits.kind is null or r.kind = list_risk_hits.kind)
        and (v_is_admin or r.kind = 'suspected_duplicate')
        and (not list_risk_hits.open_only or h.reviewed_at is null)
      order by h.id desc limit list_risk_hits.lim
    ) page);
end $$;
grant execute on function app.list_risk_hits(uuid, text, boolean, uuid, int) to mps_merchant, mps_admin;

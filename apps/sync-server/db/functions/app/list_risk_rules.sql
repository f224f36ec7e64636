-- The rules in force, or all that ever were, for admins; by kind, the newest first. Returns an array of RiskRule.
create or replace function app.list_risk_rules(include_retired boolean default false) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(app.risk_rule_document(r) order by r.kind, r.id desc), '[]')
  from app.risk_rules r where r.is_active or list_risk_rules.include_retired
$$;
grant execute on function app.list_risk_rules(boolean) to mps_admin;

-- An admin ends a rule for what is scanned from that moment on; what was scanned before is still judged by it. Raises MP001 not_found,
-- MP003 state_conflict when it is retired already.
create or replace function app.retire_risk_rule(rule_id uuid, at timestamptz default clock_timestamp()) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  update app.risk_rules r set is_active = false, retired_at = retire_risk_rule.at where r.id = retire_risk_rule.rule_id and r.is_active;
  if not found then
    if exists (select from app.risk_rules r where r.id = retire_risk_rule.rule_id) then
      raise exception 'state_conflict' using errcode = 'MP003';
    end if;
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  perform audit.log('risk_rule.retired', 'risk_rule', retire_risk_rule.rule_id);
end $$;
grant execute on function app.retire_risk_rule(uuid, timestamptz) to mps_admin;

-- An admin makes a rule, in force for what is scanned from now on; rule is packages/shared NewRiskRule. With replaces it takes the place of another,
-- which is retired: a rule itself never changes. Raises MP001 not_found for an unknown merchant or rule, MP003 state_conflict for a retired one,
-- MP038 risk_rule_invalid for limits that do not fit the kind. Returns a RiskRule.
create or replace function app.create_risk_rule(rule jsonb, replaces uuid default null) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_now timestamptz := clock_timestamp();
  r app.risk_rules;
begin
  if create_risk_rule.replaces is not null then
    perform app.retire_risk_rule(create_risk_rule.replaces, v_now);
  end if;
  insert into app.risk_rules (kind, merchant_id, card_type, subject, limit_amount, limit_count, window_seconds, action, effective_from, replaces, created_by)
  select n.kind, n."merchantId", n."cardType", n.subject, n."limitAmount" / 100.0, n."limitCount", n."windowSeconds", n.action, v_now,
    create_risk_rule.replaces, sec.actor_id()
  from jsonb_to_record(create_risk_rule.rule) as n (kind text, "merchantId" uuid, "cardType" app.card_type, subject text, "limitAmount" bigint,
    "limitCount" int, "windowSeconds" int, action text)
  returning * into r;
  perform audit.log('risk_rule.created', 'risk_rule', r.id, create_risk_rule.rule || jsonb_strip_nulls(jsonb_build_object('replaces', r.replaces)));
  return app.risk_rule_document(r);
exception
  when check_violation or not_null_violation then
    raise exception 'risk_rule_invalid' using errcode = 'MP038';
  when foreign_key_violation then
    raise exception 'not_found' using errcode = 'MP001';
end $$;
grant execute on function app.create_risk_rule(jsonb, uuid) to mps_admin;

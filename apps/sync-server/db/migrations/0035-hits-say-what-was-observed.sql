-- A hit that was judged while its charge settled says what was measured, as those that are judged afterwards do.
set role mps_owner;
alter type app.risk_hit add attribute observed bigint;
reset role;

-- app.measure_declining_rule takes its place.
set role mps_definer;
drop function if exists app.declining_rule_is_met(app.risk_rules, app.risk_case, app.risk_case[]);
reset role;

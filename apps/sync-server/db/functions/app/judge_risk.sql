-- Judges outcomes by the rules that flag and alert, after the money has moved, so that no charge waits for them: for a job, which calls it until it
-- returns 0. Goes on at each terminal from the outcome number it reached, so every outcome is judged once, also by instances that take turns.
-- Rules that measure time only flag what was sold offline, whatever their action: a drained queue does not decline itself.
-- Returns how many outcomes it judged.
create or replace function app.judge_risk(max_terminals int default 200, max_outcomes int default 200) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_cases app.risk_case[];
  v_rules app.risk_rules[];
begin
  if not pg_try_advisory_xact_lock(hashtextextended('app.judge_risk', 0)) then
    return 0;
  end if;
  -- Rules of the moment when it was scanned: retired ones still count for what arrives late.
  select array_agg(r) into v_rules from app.risk_rules r
  where r.kind not in ('amount_per_charge', 'large_amount')
    and (r.action <> 'decline' or r.kind in ('velocity', 'failures_per_hour', 'two_places'))
    and (r.is_active or r.retired_at > clock_timestamp() - (select make_interval(days => s.late_arrival_days) from app.platform_settings s));
  if v_rules is null then
    -- Nothing to judge by: all that is there counts as seen.
    insert into app.risk_progress as p (terminal_id, judged_outcome_no)
    select t.id, t.last_outcome_no from app.terminals t left join app.risk_progress o on o.terminal_id = t.id
    where t.last_outcome_no > coalesce(o.judged_outcome_no, 0)
    on conflict (terminal_id) do update set judged_outcome_no = excluded.judged_outcome_no;
    return 0;
  end if;
  v_cases := app.risk_cases(judge_risk.max_terminals, judge_risk.max_outcomes);
  if v_cases is null then
    return 0;
  end if;
  insert into app.risk_hits (rule_id, entry_id, terminal_id, card_id, action, related_entry_id, observed)
  select rule.id, m.entry_id, m.terminal_id, c.card_id, case rule.action when 'decline' then 'flag' else rule.action end, m.related_entry_id, m.observed
  from unnest(v_cases) c
  join unnest(v_rules) rule on (rule.merchant_id is null or rule.merchant_id = c.merchant_id) and (rule.card_type is null or rule.card_type = c.card_type)
    and rule.effective_from <= c.scanned_at and (rule.retired_at is null or rule.retired_at > c.scanned_at)
    and (rule.action <> 'decline' or c.is_offline)
  cross join lateral app.measure_risk(rule, c) m
  on conflict (rule_id, entry_id, terminal_id) do nothing;
  insert into app.risk_progress as p (terminal_id, judged_outcome_no)
  select c.terminal_id, max(c.outcome_no) from unnest(v_cases) c group by c.terminal_id
  on conflict (terminal_id) do update set judged_outcome_no = excluded.judged_outcome_no;
  return cardinality(v_cases);
end $$;
grant execute on function app.judge_risk(int, int) to mps_server;

-- Measures one outcome against one rule that is judged after settlement; no row when it is within the limit. Time is scanned_at: when it happened.
--   entry_id, terminal_id: whom the hit is for, which for a pair is the later of the two; related_entry_id: the other of the pair
--   observed: minor units, a number of charges, or the seconds between a pair
-- Internal: app.judge_risk.
create or replace function app.measure_risk(rule app.risk_rules, c app.risk_case)
returns table (entry_id uuid, terminal_id uuid, related_entry_id uuid, observed bigint)
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  if c.settled is null or c.settled <> (rule.kind <> 'failures_per_hour') then
    return;
  elsif rule.kind in ('two_places', 'suspected_duplicate') then
    return query select * from app.measure_risk_pair(rule, c);
    return;
  end if;
  observed := case rule.kind
    when 'card_daily_sum' then (app.card_day(c.card_id, c.scanned_at, c.time_zone, c.transaction_id)).total
    when 'card_daily_count' then (app.card_day(c.card_id, c.scanned_at, c.time_zone, c.transaction_id)).charges
    when 'offline_exposure' then app.offline_exposure(rule.subject, c)
    when 'velocity' then app.charges_within(rule.subject, true, make_interval(secs => rule.window_seconds), c)
    when 'failures_per_hour' then app.charges_within(rule.subject, false, make_interval(secs => coalesce(rule.window_seconds, 3600)), c)
  end;
  if observed > coalesce(rule.limit_count, rule.limit_amount * 100) then
    entry_id := c.entry_id;
    terminal_id := c.terminal_id;
    return next;
  end if;
end $$;

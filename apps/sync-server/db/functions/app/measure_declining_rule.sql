-- Measures a charge that is being settled against a declining rule that looks back: what is stored of its card and terminal, and what the set has
-- decided before it (seen; raw_amount holds the final one there). Rules that measure time leave an entry alone that was sold offline: the job flags it.
-- c is the charge, with the final amount as its raw_amount. Returns what was observed, as app.measure_risk does, and null when that is within the
-- limit. Internal: app.merchant_charge_by_qr, which asks only where such rules are in force.
create or replace function app.measure_declining_rule(rule app.risk_rules, c app.risk_case, seen app.risk_case[]) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_zone text;
  v_span interval := make_interval(secs => coalesce(rule.window_seconds, 3600));
  v_day record;
  v_observed bigint;
begin
  if rule.kind in ('card_daily_sum', 'card_daily_count') then
    select m.time_zone into strict v_zone from app.merchants m where m.id = c.merchant_id;
    select d.total + coalesce(s.total, 0) + c.raw_amount as total, d.charges + s.charges + 1 as charges into v_day
    from app.card_day(c.card_id, c.scanned_at, v_zone, null) d,
      (select sum(x.raw_amount) as total, count(*) as charges from unnest(measure_declining_rule.seen) x
        where x.card_id = c.card_id and x.settled and x.scanned_at <= c.scanned_at
          and (x.scanned_at at time zone v_zone)::date = (c.scanned_at at time zone v_zone)::date) s;
    v_observed := case rule.kind when 'card_daily_sum' then v_day.total else v_day.charges end;
  elsif c.is_offline then
    return null;
  elsif rule.kind = 'two_places' then
    -- The nearer, the worse: a pair within the window is one too many.
    return (
      select min(pair.apart) from (
        select p.observed as apart from app.measure_risk_pair(rule, c) p
        union all
        select abs(extract(epoch from x.scanned_at - c.scanned_at))::bigint from unnest(measure_declining_rule.seen) x
        where x.card_id = c.card_id and x.settled and x.merchant_id <> c.merchant_id
          and abs(extract(epoch from x.scanned_at - c.scanned_at)) <= rule.window_seconds
      ) pair);
  else
    -- With itself among the settled ones; of failures only what came before.
    v_observed := app.charges_within(rule.subject, rule.kind = 'velocity', v_span, c)
      + (select count(*) from unnest(measure_declining_rule.seen) x
        where x.settled = (rule.kind = 'velocity') and x.scanned_at > c.scanned_at - v_span
          and case rule.subject when 'card' then x.card_id = c.card_id else x.terminal_id = c.terminal_id end)
      + case rule.kind when 'velocity' then 1 else 0 end;
  end if;
  return case when v_observed > coalesce(rule.limit_count, rule.limit_amount * 100) then v_observed end;
end $$;

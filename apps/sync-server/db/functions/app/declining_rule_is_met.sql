-- Whether a charge that is being settled meets a declining rule that looks back: what is stored of its card and terminal, and what the set has decided
-- before it (seen; raw_amount holds the final one there). Rules that measure time leave an entry alone that was sold offline: the job flags it.
-- c is the charge, with the final amount as its raw_amount. Internal: app.merchant_charge_by_qr, which asks only where such rules are in force.
create or replace function app.declining_rule_is_met(rule app.risk_rules, c app.risk_case, seen app.risk_case[]) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_zone text;
  v_span interval := make_interval(secs => coalesce(rule.window_seconds, 3600));
  v_day record;
begin
  if rule.kind in ('card_daily_sum', 'card_daily_count') then
    select m.time_zone into strict v_zone from app.merchants m where m.id = c.merchant_id;
    select d.total + coalesce(s.total, 0) + c.raw_amount as total, d.charges + s.charges + 1 as charges into v_day
    from app.card_day(c.card_id, c.scanned_at, v_zone, null) d,
      (select sum(x.raw_amount) as total, count(*) as charges from unnest(declining_rule_is_met.seen) x
        where x.card_id = c.card_id and x.settled and x.scanned_at <= c.scanned_at
          and (x.scanned_at at time zone v_zone)::date = (c.scanned_at at time zone v_zone)::date) s;
    return case rule.kind when 'card_daily_sum' then v_day.total > rule.limit_amount * 100 else v_day.charges > rule.limit_count end;
  elsif c.is_offline then
    return false;
  elsif rule.kind = 'two_places' then
    return exists (select from app.measure_risk_pair(rule, c))
      or exists (select from unnest(declining_rule_is_met.seen) x
        where x.card_id = c.card_id and x.settled and x.merchant_id <> c.merchant_id and abs(extract(epoch from x.scanned_at - c.scanned_at)) <= rule.window_seconds);
  end if;
  -- With itself among the settled ones; of failures only what came before.
  return app.charges_within(rule.subject, rule.kind = 'velocity', v_span, c)
    + (select count(*) from unnest(declining_rule_is_met.seen) x
      where x.settled = (rule.kind = 'velocity') and x.scanned_at > c.scanned_at - v_span
        and case rule.subject when 'card' then x.card_id = c.card_id else x.terminal_id = c.terminal_id end)
    + case rule.kind when 'velocity' then 1 else 0 end > rule.limit_count;
end $$;

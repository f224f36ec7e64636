-- The next outcomes to judge, those of a terminal in their order; null when there are none. Only charges are measured, but everything counts as seen.
-- Internal: app.judge_risk.
create or replace function app.risk_cases(max_terminals int, max_outcomes int) returns app.risk_case[]
language sql stable security definer
set search_path = pg_catalog
as $$
  select array_agg(row(e.terminal_id, e.entry_id, e.epoch, e.seq, e.outcome_no, due.merchant_id, due.time_zone, t.card_id, c.card_type, t.id,
      coalesce(t.scanned_at, e.recorded_at), e.recorded_at, (t.raw_amount * 100)::bigint,
      case when e.kind = 'charge' then e.state = 'settled' end, e.recorded_at < e.received_at - interval '2 minutes', t.offline_since)::app.risk_case
    order by e.terminal_id, e.outcome_no)
  from (
    select t.id, t.merchant_id, m.time_zone, coalesce(p.judged_outcome_no, 0) as judged
    from app.terminals t
    join app.merchants m on m.id = t.merchant_id
    left join app.risk_progress p on p.terminal_id = t.id
    where t.last_outcome_no > coalesce(p.judged_outcome_no, 0)
    -- Whoever waited longest comes first, so that one long backlog holds nobody up.
    order by p.updated_at nulls first
    limit risk_cases.max_terminals
  ) due
  cross join lateral (
    select x.terminal_id, x.entry_id, x.epoch, x.seq, x.outcome_no, x.kind, x.state, x.recorded_at, x.received_at
    from app.terminal_entries x
    where x.terminal_id = due.id and x.outcome_no > due.judged and x.outcome_no > 0
    order by x.outcome_no limit risk_cases.max_outcomes
  ) e
  left join app.idempotency_registry g on e.kind = 'charge' and g.key = e.entry_id and g.scope = e.terminal_id
  left join app.transactions t on t.id = g.transaction_id and t.created_at = g.transaction_at
  left join app.member_cards c on c.id = t.card_id
$$;

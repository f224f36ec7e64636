-- Looks for the other of a pair, before or after this charge: the same card at another shop too quickly (two_places), or the same card, amount and
-- terminal again (suspected_duplicate). The hit is for the later of the two, whichever of them arrived first. Internal: app.measure_risk.
create or replace function app.measure_risk_pair(rule app.risk_rules, c app.risk_case)
returns table (entry_id uuid, terminal_id uuid, related_entry_id uuid, observed bigint)
language sql stable security definer
set search_path = pg_catalog
as $$
  select case when other.is_later then other.entry_id else c.entry_id end, case when other.is_later then other.terminal_id else c.terminal_id end,
    case when other.is_later then c.entry_id else other.entry_id end, other.apart
  from (
    select t.entry_id, t.terminal_id, (t.scanned_at, t.id) > (c.scanned_at, c.transaction_id) as is_later,
      abs(extract(epoch from t.scanned_at - c.scanned_at))::bigint as apart
    from app.transactions t
    where t.card_id = c.card_id and t.tx_type = 'payment' and t.status <> 'failed' and t.id <> c.transaction_id and t.entry_id is not null
      and t.created_at >= c.scanned_at - make_interval(secs => rule.window_seconds + 120)
      and t.scanned_at between c.scanned_at - make_interval(secs => rule.window_seconds) and c.scanned_at + make_interval(secs => rule.window_seconds)
      and case rule.kind
        when 'two_places' then t.merchant_id <> c.merchant_id
        else t.terminal_id = c.terminal_id and (t.raw_amount * 100)::bigint = c.raw_amount end
  ) other
$$;

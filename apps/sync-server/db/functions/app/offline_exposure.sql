-- What stands on the word of a terminal that was cut off, in minor units: all that it sold since its last contact, or all that one card bought
-- offline anywhere within a day. Null for a charge that was settled live. Internal.
create or replace function app.offline_exposure(subject text, c app.risk_case) returns bigint
language sql stable security definer
set search_path = pg_catalog
as $$
  select case
    when c.offline_since is null then null
    when offline_exposure.subject = 'terminal' then (
      select (w.charge_sum * 100)::bigint from app.offline_windows w where w.terminal_id = c.terminal_id and w.since = c.offline_since)
    else (
      select sum((t.final_amount * 100)::bigint) from app.transactions t
      where t.card_id = c.card_id and t.offline_since is not null and t.status <> 'failed' and t.created_at >= c.scanned_at - interval '1 day 2 minutes'
        and t.scanned_at > c.scanned_at - interval '1 day' and (t.scanned_at, t.id) <= (c.scanned_at, c.transaction_id))
  end
$$;

-- How many charges of a card or at a terminal were settled (or declined) within a time up to and with this one, by when they happened. Internal.
create or replace function app.charges_within(subject text, settled boolean, span interval, c app.risk_case) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  if charges_within.subject = 'card' then
    return (
      select count(*) from app.transactions t
      where t.card_id = c.card_id and t.tx_type = 'payment' and (t.status <> 'failed') = charges_within.settled
        and t.created_at >= c.scanned_at - charges_within.span - interval '2 minutes'
        and t.scanned_at > c.scanned_at - charges_within.span and (t.scanned_at, t.id) <= (c.scanned_at, c.transaction_id));
  end if;
  -- Along the terminal's own log, whose times run with its numbers: no other till's sales are read, and refusals without a card count too.
  return (
    select count(*) from (
      select e.recorded_at, e.kind, e.state from app.terminal_entries e
      where e.terminal_id = c.terminal_id and e.epoch = c.epoch and e.seq <= c.seq
      order by e.seq desc limit 2000
    ) x
    where x.kind = 'charge' and x.state = case when charges_within.settled then 'settled'::app.entry_state else 'declined' end
      and x.recorded_at > c.recorded_at - charges_within.span);
end $$;

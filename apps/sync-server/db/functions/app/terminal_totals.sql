-- What the server holds of one business day of a terminal, in its merchant's zone, as packages/shared TerminalTotals has it. A charge counts on
-- the day it settled; the part captured on earlier days is shown apart. Only for the transaction's actor.
create or replace function app.terminal_totals(terminal_id uuid, day date default null) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  with shop as (
    select t.id, m.time_zone, coalesce(terminal_totals.day, (clock_timestamp() at time zone m.time_zone)::date) as day
    from app.terminals t join app.merchants m on m.id = t.merchant_id
    where t.id = terminal_totals.terminal_id and t.id = (select sec.actor_id())
  ), tx as (
    select (x.raw_amount * 100)::bigint as raw, (x.final_amount * 100)::bigint as final, x.status = 'failed' as declined,
      (x.scanned_at at time zone s.time_zone)::date < s.day as earlier
    from shop s join app.transactions x on x.terminal_id = s.id and x.merchant_id = (select t.merchant_id from app.terminals t where t.id = s.id)
    where x.tx_type = 'payment' and x.created_at >= s.day::timestamp at time zone s.time_zone
      and x.created_at < (s.day + 1)::timestamp at time zone s.time_zone
  )
  select jsonb_build_object('day', s.day, 'timeZone', s.time_zone, 'currency', (select p.currency from app.platform_settings p),
    'settled', (select jsonb_build_object('count', count(*), 'gross', coalesce(sum(raw), 0), 'discount', coalesce(sum(raw - final), 0), 'net', coalesce(sum(final), 0))
      from tx where not declined),
    'capturedEarlier', (select jsonb_build_object('count', count(*), 'gross', coalesce(sum(raw), 0), 'discount', coalesce(sum(raw - final), 0), 'net', coalesce(sum(final), 0))
      from tx where not declined and earlier),
    'declined', (select jsonb_build_object('count', count(*), 'gross', coalesce(sum(raw), 0)) from tx where declined))
  from shop s
$$;
grant execute on function app.terminal_totals(uuid, date) to mps_terminal;

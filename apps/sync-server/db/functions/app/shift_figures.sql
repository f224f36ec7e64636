-- A shift's figures from what the server holds of its run of the log, as packages/shared ShiftFigures has them. Nothing is unsettled here:
-- what was not received is in the numbers that are missing. Internal: granted to nobody.
create or replace function app.shift_figures(terminal_id uuid, from_epoch int, from_seq bigint, to_epoch int, to_seq bigint) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  with s as (
    select coalesce(sum(e.net) filter (where e.kind = 'shift_open'), 0)::bigint as float,
      coalesce(sum(e.net) filter (where e.kind = 'cash_in'), 0)::bigint as paid_in,
      coalesce(sum(e.net) filter (where e.kind = 'cash_out'), 0)::bigint as paid_out,
      coalesce(sum(e.net) filter (where e.kind = 'charge' and e.state = 'settled' and e.method = 'cash'), 0)::bigint as cash_sales,
      coalesce(sum(e.net) filter (where e.kind = 'recharge' and e.state = 'settled' and e.method = 'cash'), 0)::bigint as cash_recharges,
      coalesce(sum(e.net) filter (where e.method = 'cash' and (e.kind = 'refund' and e.state = 'settled' or e.kind = 'void' and e.state = 'refunded')),
        0)::bigint as cash_refunds,
      count(*) filter (where e.kind = 'drawer_open') as drawer_openings,
      count(*) filter (where e.kind = 'charge' and e.state = 'settled') as settled_count,
      coalesce(sum(e.gross) filter (where e.kind = 'charge' and e.state = 'settled'), 0)::bigint as settled_gross,
      coalesce(sum(e.net) filter (where e.kind = 'charge' and e.state = 'settled'), 0)::bigint as settled_net,
      count(*) filter (where e.kind = 'charge' and e.state = 'late_declined') as late_count,
      coalesce(sum(e.net) filter (where e.kind = 'charge' and e.state = 'late_declined'), 0)::bigint as late_net,
      count(*) filter (where e.kind = 'charge' and e.state = 'declined') as declined_count,
      coalesce(sum(e.net) filter (where e.kind = 'charge' and e.state = 'declined'), 0)::bigint as declined_net,
      count(*) filter (where e.kind = 'charge' and e.state = 'voided') as voided_count,
      coalesce(sum(e.net) filter (where e.kind = 'charge' and e.state = 'voided'), 0)::bigint as voided_net,
      count(*) filter (where e.kind = 'refund' and e.state = 'settled' or e.kind = 'void' and e.state = 'refunded') as refund_count,
      coalesce(sum(e.net) filter (where e.kind = 'refund' and e.state = 'settled' or e.kind = 'void' and e.state = 'refunded'), 0)::bigint as refund_net,
      count(*) filter (where e.kind = 'recharge' and e.state = 'settled') as recharge_count,
      coalesce(sum(e.net) filter (where e.kind = 'recharge' and e.state = 'settled'), 0)::bigint as recharge_net
    from app.shift_entries(shift_figures.terminal_id, shift_figures.from_epoch, shift_figures.from_seq, shift_figures.to_epoch,
      shift_figures.to_seq) e
  )
  select jsonb_build_object(
    'settled', jsonb_build_object('count', settled_count, 'gross', settled_gross, 'net', settled_net),
    'unsettled', jsonb_build_object('count', 0, 'net', 0),
    'lateDeclined', jsonb_build_object('count', late_count, 'net', late_net),
    'declined', jsonb_build_object('count', declined_count, 'net', declined_net),
    'voided', jsonb_build_object('count', voided_count, 'net', voided_net),
    'refunds', jsonb_build_object('count', refund_count, 'net', refund_net),
    'recharges', jsonb_build_object('count', recharge_count, 'net', recharge_net),
    'openRefunds', jsonb_build_object('count', 0, 'net', 0),
    'openRecharges', jsonb_build_object('count', 0, 'net', 0),
    'drawerOpenings', drawer_openings,
    'cash', jsonb_build_object('float', float, 'paidIn', paid_in, 'paidOut', paid_out, 'sales', cash_sales, 'recharges', cash_recharges,
      'refunds', cash_refunds, 'expected', float + paid_in - paid_out + cash_sales + cash_recharges - cash_refunds))
  from s
$$;

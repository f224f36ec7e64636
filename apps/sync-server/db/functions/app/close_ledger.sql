-- One step of the periodic closing, for the job: completes the open closing when it is safe, else opens one when the last is old enough.
-- Safe is: every transaction that ran at the opening has ended (the horizon), and settle_time has passed, since a transaction reads the clock before its
-- first write gives it a number. A ledger that does not verify is not closed. Returns opened | waiting | completed | faulty | nothing_to_do.
create or replace function app.close_ledger(min_age interval default '1 day', settle_time interval default '10 minutes') returns text
language plpgsql volatile security definer
set search_path = pg_catalog
set work_mem = '256MB'
as $$
declare
  v_open app.ledger_closings;
  v_last timestamptz;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('app.close_ledger', 0)) then
    return 'waiting';
  end if;
  select coalesce(max(c.cut_at), '-infinity') into v_last from app.ledger_closings c where c.completed_at is not null;
  select * into v_open from app.ledger_closings c where c.completed_at is null;
  if not found then
    if v_last > clock_timestamp() - close_ledger.min_age then
      return 'nothing_to_do';
    end if;
    -- Its own number: whoever runs now and has one has a smaller one. The snapshot's xmax can already be somebody's who runs.
    insert into app.ledger_closings (cut_at, horizon) values (clock_timestamp(), pg_current_xact_id());
    return 'opened';
  end if;
  if pg_snapshot_xmin(pg_current_snapshot()) < v_open.horizon or clock_timestamp() < v_open.cut_at + close_ledger.settle_time then
    return 'waiting';
  elsif exists (select from app.verify_ledger()) then
    return 'faulty';
  end if;
  perform app.close_cards(v_open.closing_no, v_last, v_open.cut_at);
  update app.ledger_closings c set completed_at = clock_timestamp(), entry_count = e.n, entry_sum = e.amount, point_count = p.n, point_sum = p.points
  from (select count(*) as n, coalesce(sum(l.amount), 0) as amount from app.ledger_entries l where l.created_at >= v_last and l.created_at < v_open.cut_at) e,
    (select count(*) as n, coalesce(sum(x.delta), 0) as points from app.point_ledger x where x.created_at >= v_last and x.created_at < v_open.cut_at) p
  where c.closing_no = v_open.closing_no;
  return 'completed';
end $$;
grant execute on function app.close_ledger(interval, interval) to mps_server;

-- Job: keeps the list of missing numbers with the time when each was first missed, and alerts what outlives 15 minutes of contact: a gap that
-- the terminal has not filled although it called after that time, or an entry that was forked or edited and whose like is not held. An alert
-- ends by itself when its reason is gone. Nothing here blocks the entries around. Returns the alerts that were opened.
create or replace function app.check_terminal_gaps() returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  c_grace constant interval := '15 minutes';
  v_known app.sequence_gaps[];
  v_opened int;
begin
  perform pg_advisory_xact_lock(sec.card_lock_key('00000000-0000-0000-0000-000000000001'));
  select coalesce(array_agg(g), '{}') into v_known from app.sequence_gaps g;
  delete from app.sequence_gaps;
  -- What is left of a gap that was partly filled is as old as that gap.
  insert into app.sequence_gaps (terminal_id, epoch, seq_from, seq_to, noticed_at)
  select m.terminal, m.epoch, m.seq_from, m.seq_to, coalesce((
    select min(k.noticed_at) from unnest(v_known) k
    where k.terminal_id = m.terminal and k.epoch = m.epoch and k.seq_from <= m.seq_to and k.seq_to >= m.seq_from), clock_timestamp())
  from app.missing_sequences() m;

  with found as (
    select 'sequence_gap' as kind, t.id as terminal_id, jsonb_build_object('missing', sum(g.seq_to - g.seq_from + 1),
      'since', app.iso_time(min(g.noticed_at))) as details
    from app.sequence_gaps g join app.terminals t on t.id = g.terminal_id
    where t.contact_at >= g.noticed_at + c_grace group by t.id
    union all
    select 'sequence_fork', t.id, jsonb_build_object('entries', count(*), 'since', app.iso_time(min(f.created_at)))
    from app.entry_faults f join app.terminals t on t.id = f.terminal_id
    where f.code in ('sequence_fork', 'broken_chain') and t.contact_at >= f.created_at + c_grace
      and not exists (select from app.terminal_entries x
        where x.terminal_id = f.terminal_id and x.epoch = f.epoch and x.seq = f.seq and x.hash = f.hash)
    group by t.id
  ), resolved as (
    update app.alerts a set resolved_at = clock_timestamp()
    where a.kind in ('sequence_gap', 'sequence_fork') and a.resolved_at is null
      and not exists (select from found f where f.kind = a.kind and f.terminal_id = a.object_id)
  ), opened as (
    insert into app.alerts as a (kind, severity, object_type, object_id, context)
    select f.kind, case f.kind when 'sequence_fork' then 'CRITICAL' else 'HIGH' end, 'terminal', f.terminal_id, f.details from found f
    on conflict (kind, object_id) where resolved_at is null and kind in ('sequence_gap', 'sequence_fork')
    do update set context = excluded.context where a.context <> excluded.context
    -- A row that was inserted by this statement has no earlier version.
    returning a.xmax = 0 as is_new
  )
  select count(*) filter (where o.is_new) into v_opened from opened o;
  return v_opened;
end $$;
grant execute on function app.check_terminal_gaps() to mps_server;

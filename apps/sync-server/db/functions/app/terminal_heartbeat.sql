-- Notes what a terminal reports (HeartbeatRequest) and answers with what the server holds of it: { heldSeq, lastOutcomeNo }. heldSeq is the highest
-- number without a gap below it; the count goes on from where the last heartbeat stopped. Only for the transaction's actor. Raises MP001 not_found.
create or replace function app.terminal_heartbeat(terminal_id uuid, epoch int, report jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_last_seq bigint := (terminal_heartbeat.report ->> 'lastSeq')::bigint;
  v_held bigint;
  v_outcome_no bigint;
begin
  select e.held_seq into v_held from app.terminal_epochs e
  where e.terminal_id = terminal_heartbeat.terminal_id and e.terminal_id = sec.actor_id() and e.epoch = terminal_heartbeat.epoch;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  select coalesce(max(n.seq), v_held) into v_held
  from (
    select x.seq, row_number() over (order by x.seq) as place from app.terminal_entries x
    where x.terminal_id = terminal_heartbeat.terminal_id and x.epoch = terminal_heartbeat.epoch and x.seq > v_held
  ) n
  where n.seq = v_held + n.place;
  update app.terminal_epochs e set held_seq = v_held
  where e.terminal_id = terminal_heartbeat.terminal_id and e.epoch = terminal_heartbeat.epoch and e.held_seq < v_held;
  update app.terminals t
  set last_seen_at = v_now, app_version = terminal_heartbeat.report ->> 'app', clock_offset_ms = (terminal_heartbeat.report ->> 'clockOffsetMs')::bigint,
    queue_depth = (terminal_heartbeat.report ->> 'queueDepth')::int, queue_sum = (terminal_heartbeat.report ->> 'queueSum')::bigint / 100.0,
    queue_oldest_age_s = (terminal_heartbeat.report ->> 'oldestAgeS')::bigint,
    contact_at = case when (terminal_heartbeat.epoch, v_last_seq) >= (t.contact_epoch, t.contact_seq) then v_now else t.contact_at end,
    contact_seq = case when (terminal_heartbeat.epoch, v_last_seq) >= (t.contact_epoch, t.contact_seq) then v_last_seq else t.contact_seq end,
    contact_epoch = greatest(t.contact_epoch, terminal_heartbeat.epoch)
  where t.id = terminal_heartbeat.terminal_id
  returning t.last_outcome_no into v_outcome_no;
  return jsonb_build_object('heldSeq', v_held, 'lastOutcomeNo', v_outcome_no);
end $$;
grant execute on function app.terminal_heartbeat(uuid, int, jsonb) to mps_terminal;

-- One of the acting terminal's shifts, with what the server holds of each of its entries, so that a difference can be named.
-- Raises MP001 not_found.
create or replace function app.terminal_shift(shift_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_shift app.shifts;
  v_end_epoch int;
  v_end_seq bigint;
begin
  select * into v_shift from app.shifts s where s.terminal_id = (select sec.actor_id()) and s.shift_id = terminal_shift.shift_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  select x.epoch, x.seq into v_end_epoch, v_end_seq from app.shift_end(v_shift) x;
  return app.shift_report(v_shift) || jsonb_build_object('entries', (
    select coalesce(jsonb_agg(jsonb_build_array(e.epoch, e.seq, e.kind, e.state, e.net) order by e.epoch, e.seq), '[]')
    from app.shift_entries(v_shift.terminal_id, v_shift.opened_epoch, v_shift.opened_seq, v_end_epoch, v_end_seq) e
    where v_shift.opened_seq is not null));
end $$;
grant execute on function app.terminal_shift(uuid) to mps_terminal;

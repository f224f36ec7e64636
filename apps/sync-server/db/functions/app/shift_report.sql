-- One shift with its Z report as it was signed and its figures as they stand now, as packages/shared ShiftReport has it. Whose opening entry
-- has not arrived has no present figures. `missing` counts the numbers of its run that the server does not hold. Internal: granted to nobody.
create or replace function app.shift_report(s app.shifts) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_end_epoch int;
  v_end_seq bigint;
  v_now jsonb;
  v_missing bigint := 0;
begin
  select x.epoch, x.seq into v_end_epoch, v_end_seq from app.shift_end(shift_report.s) x;
  if (s).opened_seq is not null then
    v_now := app.shift_figures((s).terminal_id, (s).opened_epoch, (s).opened_seq, v_end_epoch, v_end_seq);
    if (s).closed_epoch = (s).opened_epoch then
      v_missing := (s).closed_seq - (s).opened_seq + 1 - (
        select count(*) from app.terminal_entries e
        where e.terminal_id = (s).terminal_id and e.epoch = (s).opened_epoch and e.seq between (s).opened_seq and (s).closed_seq);
    end if;
  end if;
  return app.shift_summary(s) || jsonb_build_object('float', ((s).float_amount * 100)::bigint, 'note', (s).note,
    'denominations', coalesce((s).denominations, '[]'), 'z', (s).figures, 'now', v_now, 'missing', v_missing);
end $$;

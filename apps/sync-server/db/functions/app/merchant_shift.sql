-- One shift of the acting merchant's, with its Z report and its figures as they stand now. Raises MP001 not_found.
create or replace function app.merchant_shift(terminal_id uuid, shift_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_shift app.shifts;
begin
  select * into v_shift from app.shifts s
  where s.terminal_id = merchant_shift.terminal_id and s.shift_id = merchant_shift.shift_id and s.merchant_id = (select sec.merchant_id());
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  return app.shift_report(v_shift);
end $$;
grant execute on function app.merchant_shift(uuid, uuid) to mps_merchant;

-- Trigger: keeps what an entry says of a shift, whichever end of it arrives first. It never fails an entry: the server has judged the body's
-- form before, and of two ends that claim one shift the one with the lower number stays.
create or replace function app.note_shift_entry() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_body jsonb := convert_from(new.body, 'UTF8')::jsonb;
  v_shift_id uuid := coalesce((v_body->>'shiftId')::uuid, new.entry_id);
  v_merchant_id uuid := (select t.merchant_id from app.terminals t where t.id = new.terminal_id);
begin
  if new.kind = 'shift_open' then
    insert into app.shifts as s (terminal_id, shift_id, merchant_id, opened_epoch, opened_seq, opened_at, opened_by, float_amount)
    values (new.terminal_id, v_shift_id, v_merchant_id, new.epoch, new.seq, new.recorded_at, (v_body->>'cashierId')::uuid,
      (v_body->>'float')::numeric / 100)
    on conflict (terminal_id, shift_id) do update set opened_epoch = excluded.opened_epoch, opened_seq = excluded.opened_seq,
      opened_at = excluded.opened_at, opened_by = excluded.opened_by, float_amount = excluded.float_amount
    where s.opened_seq is null or (excluded.opened_epoch, excluded.opened_seq) < (s.opened_epoch, s.opened_seq);
  elsif new.kind = 'shift_close' then
    insert into app.shifts as s (terminal_id, shift_id, merchant_id, closed_epoch, closed_seq, closed_at, closed_by, approved_by, counted_amount,
      z_no, figures, denominations, note)
    values (new.terminal_id, v_shift_id, v_merchant_id, new.epoch, new.seq, new.recorded_at, (v_body->>'cashierId')::uuid,
      (v_body->'approval'->>'managerId')::uuid, (v_body->>'counted')::numeric / 100, (v_body->>'zNo')::int, v_body->'figures',
      v_body->'denominations', v_body->>'note')
    on conflict (terminal_id, shift_id) do update set closed_epoch = excluded.closed_epoch, closed_seq = excluded.closed_seq,
      closed_at = excluded.closed_at, closed_by = excluded.closed_by, approved_by = excluded.approved_by,
      counted_amount = excluded.counted_amount, z_no = excluded.z_no, figures = excluded.figures, denominations = excluded.denominations,
      note = excluded.note
    where s.closed_seq is null or (excluded.closed_epoch, excluded.closed_seq) < (s.closed_epoch, s.closed_seq);
  else
    insert into app.cash_movements (terminal_id, entry_id, shift_id, epoch, seq, kind, amount, reason, cashier_id, recorded_at)
    values (new.terminal_id, new.entry_id, (v_body->>'shiftId')::uuid, new.epoch, new.seq, new.kind, (v_body->>'amount')::numeric / 100,
      v_body->>'reason', (v_body->>'cashierId')::uuid, new.recorded_at)
    on conflict do nothing;
  end if;
  return null;
end $$;
grant execute on function app.note_shift_entry() to mps_owner;

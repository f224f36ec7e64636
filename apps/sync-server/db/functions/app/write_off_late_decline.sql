-- Ends an open late decline as the merchant's loss: nothing is posted. Returns whether it was open. The caller holds the lock of its card, or the
-- merchant's alone where it has none. Internal.
create or replace function app.write_off_late_decline(charge_id uuid, terminal_id uuid, actor_id uuid, reason text, at timestamptz) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_amount bigint;
begin
  update app.late_declines l
  set state = 'written_off', resolved_by = write_off_late_decline.actor_id, resolved_at = write_off_late_decline.at, reason = write_off_late_decline.reason
  where l.charge_id = write_off_late_decline.charge_id and l.terminal_id = write_off_late_decline.terminal_id and l.state = 'open'
  returning (l.final_amount * 100)::bigint into v_amount;
  if not found then
    return false;
  end if;
  insert into audit.event_log (happened_at, actor_user_id, action, object_type, object_id, context)
  values (write_off_late_decline.at, write_off_late_decline.actor_id, 'late_decline.written_off', 'late_decline', write_off_late_decline.charge_id,
    jsonb_build_object('amount', v_amount));
  return true;
end $$;

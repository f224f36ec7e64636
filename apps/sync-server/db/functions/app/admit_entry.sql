-- Steps 4 to 6 of settling (domain.md) for one entry, under every lock: a known key gets its answer again, and what does not fit its chain or its
-- time is refused. app.merchant_charge_by_qr has the same rules in memory for a set of charges, and a test runs both through the same cases.
-- Returns status new | voided | replayed | rejected, with the stored answer or the code, and the outcome number that a new one gets. Internal.
create or replace function app.admit_entry(terminal_id uuid, epoch int, seq bigint, entry_id uuid, hash bytea, prev_hash bytea, recorded_at timestamptz,
  scanned_at timestamptz, at timestamptz, out status text, out code text, out answer jsonb, out outcome_no bigint)
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  c_tolerance constant interval := '2 minutes';
  g app.idempotency_registry;
  t app.terminals;
  v_before app.terminal_entries;
  v_after_prev bytea;
begin
  select * into g from app.idempotency_registry x where x.key = admit_entry.entry_id and x.scope = admit_entry.terminal_id;
  if g.request_hash = admit_entry.hash then
    status := 'replayed'; answer := g.answer::jsonb || '{"replayed": true}';
    return;
  elsif g.request_hash is not null then
    status := 'rejected'; code := 'idempotency_key_reused';
    return;
  end if;
  select * into strict t from app.terminals x where x.id = admit_entry.terminal_id;
  select * into v_before from app.terminal_entries x
  where x.terminal_id = admit_entry.terminal_id and x.epoch = admit_entry.epoch and x.seq = admit_entry.seq - 1;
  select x.prev_hash into v_after_prev from app.terminal_entries x
  where x.terminal_id = admit_entry.terminal_id and x.epoch = admit_entry.epoch and x.seq = admit_entry.seq + 1;
  code := case
    when exists (select from app.terminal_entries x where x.terminal_id = admit_entry.terminal_id and x.epoch = admit_entry.epoch and x.seq = admit_entry.seq)
      then 'sequence_fork'
    when admit_entry.seq = 1 and admit_entry.prev_hash <> decode(repeat('00', 32), 'hex') or v_before.hash <> admit_entry.prev_hash
      or v_after_prev <> admit_entry.hash then 'broken_chain'
    when exists (select from app.entry_releases x where x.terminal_id = admit_entry.terminal_id and x.entry_id = admit_entry.entry_id) then null
    when admit_entry.recorded_at > admit_entry.at + c_tolerance or admit_entry.recorded_at < v_before.recorded_at - c_tolerance
      or admit_entry.scanned_at > admit_entry.recorded_at + c_tolerance
      or (admit_entry.epoch = t.contact_epoch and admit_entry.seq > t.contact_seq and admit_entry.recorded_at < t.contact_at - c_tolerance)
      then 'clock_untrusted'
    when admit_entry.recorded_at < admit_entry.at - (select make_interval(days => s.late_arrival_days) from app.platform_settings s) then 'arrived_too_late'
  end;
  if code is not null then
    status := 'rejected';
    return;
  end if;
  status := case when g.key is not null then 'voided' else 'new' end;
  outcome_no := t.last_outcome_no + 1;
end $$;

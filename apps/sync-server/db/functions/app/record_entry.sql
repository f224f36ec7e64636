-- Keeps one entry that was decided by itself, as app.post_entries does for a set: evidence, answer under its key (or under the key that a void has
-- taken), audit, and the terminal's counter and contact. Internal: the caller holds every lock.
create or replace function app.record_entry(b jsonb, hash bytea, prev_hash bytea, sig bytea, body bytea, state app.entry_state, code text, answer jsonb,
  transaction_id uuid, contact_epoch int, contact_seq bigint, at timestamptz) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_id uuid := record_entry.b ->> 'id';
  v_terminal_id uuid := record_entry.b ->> 'terminalId';
  v_outcome_no bigint := record_entry.answer ->> 'outcomeNo';
begin
  insert into app.terminal_entries (terminal_id, epoch, seq, entry_id, kind, hash, prev_hash, body, sig, recorded_at, received_at, outcome_no, state, code)
  values (v_terminal_id, (record_entry.b ->> 'epoch')::int, (record_entry.b ->> 'seq')::bigint, v_id, record_entry.b ->> 'kind', record_entry.hash,
    record_entry.prev_hash, record_entry.body, record_entry.sig, (record_entry.b ->> 'recordedAt')::timestamptz, record_entry.at, v_outcome_no,
    record_entry.state, record_entry.code);
  insert into app.idempotency_registry as g (key, scope, request_hash, state, transaction_id, transaction_at, answer)
  values (v_id, v_terminal_id, record_entry.hash, record_entry.state, record_entry.transaction_id,
    case when record_entry.transaction_id is not null then record_entry.at end, record_entry.answer)
  on conflict (key, scope) do update set request_hash = excluded.request_hash, answer = excluded.answer;
  insert into audit.event_log (happened_at, actor_user_id, actor_kind, device_id, action, object_type, object_id, context)
  values (record_entry.at, (record_entry.b ->> 'cashierId')::uuid, 'terminal', v_terminal_id, concat(record_entry.b ->> 'kind', '.', record_entry.state), record_entry.b ->> 'kind', v_id,
    jsonb_strip_nulls(jsonb_build_object('terminal', v_terminal_id, 'outcomeNo', v_outcome_no, 'tx', record_entry.transaction_id, 'code', record_entry.code)));
  update app.terminals t
  set last_outcome_no = v_outcome_no, last_seen_at = record_entry.at,
    contact_at = case when x.is_newer then record_entry.at else t.contact_at end,
    contact_seq = case when x.is_newer then record_entry.contact_seq else t.contact_seq end,
    contact_epoch = case when x.is_newer then record_entry.contact_epoch else t.contact_epoch end
  from (select coalesce((record_entry.contact_epoch, record_entry.contact_seq) >= (o.contact_epoch, o.contact_seq), false) as is_newer
    from app.terminals o where o.id = v_terminal_id) x
  where t.id = v_terminal_id;
end $$;

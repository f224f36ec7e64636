-- Settles one refund, recharge or void of a terminal's log, once and for ever, in the order of the steps of domain.md; it stands in a set of its
-- own, since it moves money that a set's memory would not know of. The server has verified signature and form; body is the signed JSON text.
--   code_verdict: for a code that the database does not know, what its platform signature says: genuine | forged | absent; null = not asked
--   contact_*: what the calling terminal said it had made (lastSeq); null when this call brings no such word
--   wait_for_locks: false leaves an entry whose locks are held as busy
--   request_id: which request brought it, for everything that it writes to the audit trail
-- Returns as app.merchant_charge_by_qr does: final | replayed | rejected | busy | needs_verdict.
create or replace function app.settle_money_entry(body bytea, hash bytea, prev_hash bytea, sig bytea, code_verdict text, contact_epoch int, contact_seq bigint,
  wait_for_locks boolean, request_id text, out status text, out code text, out answer text)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  b jsonb := convert_from(settle_money_entry.body, 'UTF8')::jsonb;
  v_terminal_id uuid := b ->> 'terminalId';
  v_kind text := b ->> 'kind';
  t app.terminals;
  q app.card_qr_history;
  p app.transactions;
  a record;
  d record;
  v_card_id uuid;
  v_now timestamptz;
begin
  perform set_config('sec.request_id', coalesce(settle_money_entry.request_id, ''), true);
  select * into strict t from app.terminals x where x.id = v_terminal_id;
  v_card_id := app.card_of_entry(b, t.merchant_id);
  if cardinality(app.lock_charge_set(array[t.merchant_id], array[t.id], array[v_card_id], settle_money_entry.wait_for_locks)) > 0
    or v_card_id is distinct from app.card_of_entry(b, t.merchant_id) then
    status := 'busy';
    return;
  end if;
  if v_kind = 'recharge' then
    select * into q from app.card_qr_history x where x.qr_hash = decode(b ->> 'codeHash', 'hex');
  end if;
  v_now := clock_timestamp();
  a := app.admit_entry(t.id, (b ->> 'epoch')::int, (b ->> 'seq')::bigint, (b ->> 'id')::uuid, settle_money_entry.hash, settle_money_entry.prev_hash,
    (b ->> 'recordedAt')::timestamptz, (b ->> 'scannedAt')::timestamptz, v_now);
  status := a.status; code := a.code; answer := a.answer;
  if status in ('replayed', 'rejected') then
    return;
  elsif v_kind = 'recharge' and q.id is null and settle_money_entry.code_verdict is null then
    status := 'needs_verdict';
    return;
  end if;
  if status = 'voided' then
    select 'voided'::app.entry_state as state, null::text as code, '{}'::jsonb as facts, null::uuid as tx_id into d;
  elsif v_kind = 'refund' then
    p := app.find_transaction(b ->> 'txNo', t.merchant_id);
    d := app.decide_refund_entry(b, p.id, p.created_at, v_now);
  elsif v_kind = 'recharge' then
    d := app.decide_recharge_entry(b, q.id, v_card_id, settle_money_entry.code_verdict, v_now);
  else
    d := app.decide_void_entry(b, v_now);
  end if;
  status := 'final'; code := null;
  answer := jsonb_build_object('id', b ->> 'id', 'state', d.state, 'outcomeNo', a.outcome_no, 'settledAt', app.iso_time(v_now)) || d.facts;
  perform app.record_entry(b, settle_money_entry.hash, settle_money_entry.prev_hash, settle_money_entry.sig, settle_money_entry.body, d.state, d.code,
    answer::jsonb, d.tx_id, settle_money_entry.contact_epoch, settle_money_entry.contact_seq, v_now);
end $$;
grant execute on function app.settle_money_entry(bytea, bytea, bytea, bytea, text, int, bigint, boolean, text) to mps_server;

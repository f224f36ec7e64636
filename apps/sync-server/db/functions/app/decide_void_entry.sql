-- Decides and posts a void of a terminal's log, under every lock: state, code, and the parts of the answer that are its own. A charge that nobody has
-- seen yet can never settle; one that has settled is given back whole, under the rules of a refund; of anything else a void changes nothing.
-- A late decline that was voided while it was not known to be one was no sale: it is nobody's loss (written off) and nobody's debt (given back).
-- Whoever voids while the charge is not known to have settled needs nobody: the waiting screen has no network to ask a manager by. So what was
-- recorded within void_leave_s of the settlement gives back at once; what came later is a refund like any other and needs a manager's approval of
-- this charge that the server has verified: approval_needed, or approval_invalid for one that does not hold.
-- Internal: app.settle_money_entry calls it and keeps the entry.
create or replace function app.decide_void_entry(b jsonb, at timestamptz, out state app.entry_state, out code text, out facts jsonb, out tx_id uuid)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_terminal_id uuid := decide_void_entry.b ->> 'terminalId';
  v_charge_id uuid := decide_void_entry.b ->> 'chargeId';
  v_recorded_at timestamptz := decide_void_entry.b ->> 'recordedAt';
  v_cashier_id uuid := decide_void_entry.b ->> 'cashierId';
  v_reason text := decide_void_entry.b ->> 'reason';
  g app.idempotency_registry;
  p app.transactions;
  r record;
  v_left bigint;
  v_is_late boolean;
begin
  state := 'recorded';
  select * into g from app.idempotency_registry x where x.key = v_charge_id and x.scope = v_terminal_id;
  if g.key is null then
    insert into app.idempotency_registry (key, scope, request_hash, state, answer) values (v_charge_id, v_terminal_id, null, 'voided', '{}');
    code := 'voided';
    facts := jsonb_build_object('effect', code);
    return;
  end if;
  p := app.payment_of_charge(g);
  v_left := coalesce(((p.final_amount - p.refunded_amount) * 100)::bigint, 0);
  v_is_late := v_recorded_at > coalesce(g.transaction_at, g.created_at) + (select make_interval(secs => s.void_leave_s) from app.platform_settings s);
  if v_left = 0 then
    -- A decline that names no card is judged under another lock, and left to a manager.
    code := case when not v_is_late and g.transaction_id is not null
        and app.write_off_late_decline(v_charge_id, v_terminal_id, v_cashier_id, v_reason, decide_void_entry.at)
      then 'voided' else 'nothing_to_void' end;
    facts := jsonb_build_object('effect', code);
    return;
  elsif v_is_late then
    code := app.late_void_refusal(decide_void_entry.b, p);
    if code is not null then
      state := 'declined';
      facts := jsonb_build_object('code', code, 'next', app.decline_next_step(code));
      return;
    end if;
  end if;
  r := app.post_refund(p.id, p.created_at, v_left, v_cashier_id, v_terminal_id, v_reason, decide_void_entry.at);
  code := 'refunded';
  facts := jsonb_build_object('effect', code, 'refund', jsonb_build_object('txNo', r.refund_no, 'amount', v_left, 'payOut', r.pay_out));
end $$;

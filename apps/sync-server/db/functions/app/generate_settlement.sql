-- Makes the draft of what the platform owes a merchant for first_day to last_day of its business days; again for the same days it gives the same
-- row. Takes the merchant's lock alone after the period has ended: charges hold it shared from before they read the clock until they commit, so
-- everything dated inside the period is committed and everything later is dated behind it. A statement of its own, before the first read of money.
-- Periods join without a gap, so that nothing is ever left out; a negative net of the one before is carried over.
-- For admins and for the job (no actor). Raises MP001 not_found, MP030 settlement_period_wrong, MP031 settlement_period_not_over,
-- MP032 settlement_overlaps, MP033 settlement_leaves_a_gap. Returns a Settlement.
create or replace function app.generate_settlement(merchant_id uuid, first_day date, last_day date) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_zone text;
  v_from timestamptz;
  v_to timestamptz;
  v_last app.settlements;
  v_made app.settlements;
begin
  perform pg_advisory_xact_lock(sec.card_lock_key(generate_settlement.merchant_id));
  select m.time_zone into v_zone from app.merchants m where m.id = generate_settlement.merchant_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  select * into v_made from app.settlements s where s.merchant_id = generate_settlement.merchant_id
    and s.first_day = generate_settlement.first_day and s.last_day = generate_settlement.last_day;
  if found then
    return app.settlement_document(v_made);
  end if;
  if generate_settlement.last_day < generate_settlement.first_day or generate_settlement.last_day - generate_settlement.first_day > 366 then
    raise exception 'settlement_period_wrong' using errcode = 'MP030';
  end if;
  v_from := generate_settlement.first_day::timestamp at time zone v_zone;
  v_to := (generate_settlement.last_day + 1)::timestamp at time zone v_zone;
  if v_to > clock_timestamp() then
    raise exception 'settlement_period_not_over' using errcode = 'MP031';
  end if;
  select * into v_last from app.settlements s where s.merchant_id = generate_settlement.merchant_id order by s.last_day desc limit 1;
  if v_last.id is not null and generate_settlement.first_day <= v_last.last_day then
    raise exception 'settlement_overlaps' using errcode = 'MP032';
  elsif v_last.id is not null and generate_settlement.first_day > v_last.last_day + 1
    or v_last.id is null and exists (select from app.transactions t where t.merchant_id = generate_settlement.merchant_id and t.created_at < v_from) then
    raise exception 'settlement_leaves_a_gap' using errcode = 'MP033';
  end if;
  -- Where the merchant's zone changed in between, the first period of the new zone is longer or shorter by the difference.
  v_from := coalesce(v_last.ends_at, v_from);

  insert into app.settlements (merchant_id, first_day, last_day, time_zone, starts_at, ends_at, gross, refunds, fees, held_recharges, carried_over, net,
    payment_count, refund_count, recharge_count, generated_by)
  select generate_settlement.merchant_id, generate_settlement.first_day, generate_settlement.last_day, v_zone, v_from, v_to, l.gross, l.refunds, l.fees,
    l.held_recharges, least(coalesce(v_last.net, 0), 0), l.gross - l.refunds - l.fees - l.held_recharges + least(coalesce(v_last.net, 0), 0),
    l.payment_count, l.refund_count, l.recharge_count, sec.actor_id()
  from app.merchant_ledger_sums(generate_settlement.merchant_id, v_from, v_to) l
  returning * into v_made;
  perform audit.log('settlement.generated', 'settlement', v_made.id, jsonb_build_object('merchant', v_made.merchant_id, 'net', (v_made.net * 100)::bigint));
  return app.settlement_document(v_made);
end $$;
grant execute on function app.generate_settlement(uuid, date, date) to mps_admin, mps_server;

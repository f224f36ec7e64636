-- An admin notes that a confirmed settlement was paid out, with the bank's reference; the pay-out is posted under the settlement's id.
-- Raises MP001 not_found, MP034 settlement_is_final when it is paid, MP035 settlement_not_confirmed, MP036 settlement_is_carried_over when there is
-- nothing to pay but a debt for the next one. Returns a Settlement.
create or replace function app.pay_settlement(settlement_id uuid, reference text) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_now timestamptz := clock_timestamp();
  s app.settlements;
begin
  select * into s from app.settlements x where x.id = pay_settlement.settlement_id for update;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif s.status = 'paid' then
    raise exception 'settlement_is_final' using errcode = 'MP034';
  elsif s.status = 'draft' then
    raise exception 'settlement_not_confirmed' using errcode = 'MP035';
  elsif s.net < 0 then
    raise exception 'settlement_is_carried_over' using errcode = 'MP036';
  end if;
  insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
  select s.id, 2, 'merchant_payable', s.merchant_id, 'external_method', '00000000-0000-0000-0000-000000000000', s.net, v_now
  where s.net > 0;
  update app.settlements x set status = 'paid', paid_by = sec.actor_id(), paid_at = v_now, payout_reference = pay_settlement.reference
  where x.id = s.id returning * into s;
  perform audit.log('settlement.paid', 'settlement', s.id, jsonb_build_object('merchant', s.merchant_id, 'net', (s.net * 100)::bigint));
  return app.settlement_document(s);
end $$;
grant execute on function app.pay_settlement(uuid, text) to mps_admin;

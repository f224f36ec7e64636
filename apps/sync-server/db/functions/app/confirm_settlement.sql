-- An admin stands up for a draft: its figures are final, and the money of members that the merchant holds is set against what it is owed
-- (posted under the settlement's id). Raises MP001 not_found, MP034 settlement_is_final when it is no draft any more. Returns a Settlement.
create or replace function app.confirm_settlement(settlement_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_now timestamptz := clock_timestamp();
  s app.settlements;
begin
  select * into s from app.settlements x where x.id = confirm_settlement.settlement_id for update;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif s.status <> 'draft' then
    raise exception 'settlement_is_final' using errcode = 'MP034';
  end if;
  -- A held sum below zero (more recharges taken back than made) is set against it the other way round.
  insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
  select s.id, 1, case when s.held_recharges > 0 then 'merchant_payable'::app.account_type else 'merchant_cash' end, s.merchant_id,
    case when s.held_recharges > 0 then 'merchant_cash'::app.account_type else 'merchant_payable' end, s.merchant_id, abs(s.held_recharges), v_now
  where s.held_recharges <> 0;
  update app.settlements x set status = 'confirmed', confirmed_by = sec.actor_id(), confirmed_at = v_now where x.id = s.id returning * into s;
  perform audit.log('settlement.confirmed', 'settlement', s.id, jsonb_build_object('merchant', s.merchant_id, 'net', (s.net * 100)::bigint));
  return app.settlement_document(s);
end $$;
grant execute on function app.confirm_settlement(uuid) to mps_admin;

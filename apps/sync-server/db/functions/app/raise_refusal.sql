-- Fails with the SQLSTATE of a refusal's code (db/ERRCODES.md); does nothing for null. Internal.
create or replace function app.raise_refusal(code text) returns void
language plpgsql stable
set search_path = pg_catalog
as $$
begin
  if raise_refusal.code is null then
    return;
  end if;
  raise exception '%', raise_refusal.code using errcode = case raise_refusal.code
    when 'payment_unknown' then 'MP001'
    when 'refund_exceeds_payment' then 'MP020'
    when 'payment_not_refundable' then 'MP021'
    when 'card_takes_no_recharge' then 'MP022'
    when 'amount_out_of_range' then 'MP023'
    when 'approval_invalid' then 'MP024'
    when 'currency_mismatch' then 'MP025'
    when 'amount_too_precise' then 'MP026'
    when 'balance_ceiling_exceeded' then 'MP027'
    when 'card_closed' then 'MP028'
    when 'card_lost' then 'MP028'
    when 'card_expired' then 'MP028'
    else 'MP003' end;
end $$;

-- Puts money on a card: standard, prepaid or corporate, never a voucher. Amount in minor units. Who holds the money follows the method: cash
-- is the merchant's to hand over, everything else reaches the platform. The external reference is recorded.
-- Raises MP001 not_found, MP022 recharge_refused, MP023 amount_out_of_range. Returns the transaction's number.
create or replace function app.user_recharge_card(card_id uuid, amount bigint, method app.payment_method, reference text default null,
  merchant_id uuid default null) returns text
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  c app.member_cards;
  v_id uuid := sec.uuid_v7();
  v_now timestamptz;
  v_tx_no text;
begin
  if user_recharge_card.amount <= 0 or user_recharge_card.amount > 1000000000 then
    raise exception 'amount_out_of_range' using errcode = 'MP023';
  end if;
  perform sec.lock_multiple_cards(array[user_recharge_card.card_id]);
  v_now := clock_timestamp();
  select * into c from app.member_cards m where m.id = user_recharge_card.card_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  if c.card_type = 'voucher' or c.status not in ('active', 'frozen') or user_recharge_card.method = 'balance'
    or (user_recharge_card.method = 'cash' and user_recharge_card.merchant_id is null) then
    raise exception 'recharge_refused' using errcode = 'MP022';
  end if;
  v_tx_no := app.next_tx_no(v_now);
  insert into app.transactions (id, tx_no, tx_type, card_id, member_id, merchant_id, raw_amount, final_amount, status, payment_method, tag, created_at)
  values (v_id, v_tx_no, 'recharge', c.id, c.owner_member_id, user_recharge_card.merchant_id, user_recharge_card.amount / 100.0,
    user_recharge_card.amount / 100.0, 'completed', user_recharge_card.method,
    case when user_recharge_card.reference is not null then jsonb_build_object('reference', user_recharge_card.reference) end, v_now);
  insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
  values (v_id, 1, case user_recharge_card.method when 'cash' then 'merchant_cash'::app.account_type else 'external_method' end,
    case user_recharge_card.method when 'cash' then user_recharge_card.merchant_id else '00000000-0000-0000-0000-000000000000' end,
    'card_balance', c.id, user_recharge_card.amount / 100.0, v_now);
  update app.member_cards m set balance = m.balance + user_recharge_card.amount / 100.0 where m.id = c.id;
  perform audit.log('card.recharged', 'card', c.id, jsonb_build_object('tx', v_id, 'amount', user_recharge_card.amount, 'method', user_recharge_card.method));
  return v_tx_no;
end $$;
grant execute on function app.user_recharge_card(uuid, bigint, app.payment_method, text, uuid) to mps_admin;

-- Adds money to a card (its successor, where it was replaced) at an administrator's word, and repays debts first. method says how it was paid: with
-- a merchant the merchant took it and holds it, without one it reached the platform. amount in minor units. Returns the transaction's number.
-- Raises MP001 not_found, and what app.recharge_refusal says.
create or replace function app.user_recharge_card(card_id uuid, amount bigint, method app.payment_method, reference text default null,
  merchant_id uuid default null, currency text default null) returns text
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  c app.member_cards;
  v_card_id uuid;
  v_now timestamptz;
begin
  if user_recharge_card.method = 'balance' or (user_recharge_card.method = 'cash' and user_recharge_card.merchant_id is null) then
    raise exception 'recharge_refused' using errcode = 'MP022', detail = 'cash is taken by a merchant, and a balance cannot recharge itself';
  end if;
  v_card_id := app.lock_current_card(user_recharge_card.merchant_id, user_recharge_card.card_id);
  v_now := clock_timestamp();
  select * into c from app.member_cards m where m.id = v_card_id;
  if not found or user_recharge_card.merchant_id is not null and not exists (select from app.merchants m where m.id = user_recharge_card.merchant_id) then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  perform app.raise_refusal(app.recharge_refusal(c, user_recharge_card.amount,
    coalesce(user_recharge_card.currency, (select s.currency from app.platform_settings s)), false, v_now));
  return (select p.recharge_no from app.post_recharge(c.id, user_recharge_card.amount, user_recharge_card.method, user_recharge_card.reference,
    c.owner_member_id, user_recharge_card.merchant_id, sec.actor_id(), v_now) p);
end $$;
grant execute on function app.user_recharge_card(uuid, bigint, app.payment_method, text, uuid, text) to mps_admin;

-- Why a card does not take this recharge, by its code in packages/shared, or null when it does. amount in minor units. The limits per recharge are
-- for tills and members; an administrator is held to the ceiling only. A frozen card takes money: it cannot be spent. Internal: the one place
-- of the rule.
create or replace function app.recharge_refusal(c app.member_cards, amount bigint, currency text, is_limited boolean, at timestamptz) returns text
language sql stable security definer
set search_path = pg_catalog
as $$
  select case
    when recharge_refusal.currency <> s.currency then 'currency_mismatch'
    when recharge_refusal.amount <= 0 then 'amount_out_of_range'
    when recharge_refusal.amount % (s.rounding_step * 100)::bigint <> 0 then 'amount_too_precise'
    when (recharge_refusal.c).card_type = 'voucher' then 'card_takes_no_recharge'
    when (recharge_refusal.c).status = 'closed' then 'card_closed'
    when (recharge_refusal.c).status = 'lost' then 'card_lost'
    when (recharge_refusal.c).status = 'expired' or (recharge_refusal.c).expires_at <= recharge_refusal.at then 'card_expired'
    when recharge_refusal.is_limited and recharge_refusal.amount not between s.recharge_min * 100 and s.recharge_max * 100 then 'amount_out_of_range'
    when (recharge_refusal.c).balance * 100 + recharge_refusal.amount > s.card_balance_ceiling * 100 then 'balance_ceiling_exceeded'
  end
  from app.platform_settings s
$$;

-- What a cashier does next after a decline or a refused refund or recharge; packages/shared/src/decline-codes.ts has the same tables and a test
-- compares them.
create or replace function app.decline_next_step(code text) returns text
language sql immutable parallel safe strict
set search_path = pg_catalog
as $$
  select case
    when decline_next_step.code in ('code_unknown', 'code_not_yet_valid', 'code_expired', 'code_revoked', 'code_already_used', 'quote_mismatch',
      'card_takes_no_recharge')
      then 'show_new_code'
    when decline_next_step.code in ('code_forged', 'merchant_suspended', 'terminal_revoked', 'amount_out_of_range', 'offline_not_allowed',
      'offline_limit_exceeded', 'payment_unknown', 'payment_not_refundable', 'refund_exceeds_payment', 'approval_needed', 'approval_invalid',
      'currency_mismatch', 'amount_too_precise', 'balance_ceiling_exceeded') then 'call_manager'
    when decline_next_step.code in ('card_frozen', 'card_lost') then 'member_acts_in_wallet'
    when decline_next_step.code in ('card_expired', 'card_closed', 'member_inactive', 'role_may_not_pay', 'member_limit_exceeded',
      'insufficient_balance', 'risk_rejected') then 'pay_otherwise'
  end
$$;
grant execute on function app.decline_next_step(text) to mps_server;

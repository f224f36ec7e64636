-- Whether a posting names another card or merchant than its transaction does. Internal; plain SQL, so that it is inlined where millions are asked.
create or replace function app.posting_is_elsewhere(debit_type app.account_type, debit_id uuid, credit_type app.account_type, credit_id uuid, card_id uuid, merchant_id uuid) returns boolean
language sql immutable parallel safe
as $$
  select card_id not in (debit_id, credit_id) and 'card_balance' in (debit_type, credit_type)
    or merchant_id not in (debit_id, credit_id)
      and (credit_type in ('merchant_payable', 'merchant_cash', 'merchant_sales') or debit_type in ('merchant_payable', 'merchant_cash', 'merchant_sales'))
$$;

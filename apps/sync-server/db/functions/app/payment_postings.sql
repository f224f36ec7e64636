-- The ledger lines of a settled payment, one row a move from debit to credit, amounts in minor units (domain.md, Who holds the money):
-- a balance payment turns what the platform owes the member into what it owes the merchant, less the fee; any other method is the
-- merchant's own sale, taken at its till, and the platform takes no fee of money that it does not move.
create or replace function app.payment_postings(method app.payment_method, card_id uuid, merchant_id uuid, final bigint, fee bigint)
returns table (line smallint, debit_type app.account_type, debit_id uuid, credit_type app.account_type, credit_id uuid, amount bigint)
language sql immutable
as $$
  select 1::smallint,
    case payment_postings.method when 'balance' then 'card_balance'::app.account_type else 'external_method' end,
    case payment_postings.method when 'balance' then payment_postings.card_id else payment_postings.merchant_id end,
    case payment_postings.method when 'balance' then 'merchant_payable'::app.account_type else 'merchant_sales' end,
    payment_postings.merchant_id, payment_postings.final
  where payment_postings.final > 0
  union all
  select 2::smallint, 'merchant_payable', payment_postings.merchant_id, 'fees', '00000000-0000-0000-0000-000000000000'::uuid, payment_postings.fee
  where payment_postings.fee > 0
$$;

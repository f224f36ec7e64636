-- Transactions against their postings since a moment; object_id is the transaction.
--   postings_differ: a settled one has moved another amount than it says; failed_but_posted: a declined one has moved money
--   fee_differs: another fee was posted than it says; account_differs: it was posted to another card or merchant than its own
--   posting_without_transaction: there is neither a transaction nor a settlement for it
-- Internal.
create or replace function app.verify_postings(since timestamptz) returns table (problem text, object_id uuid, expected numeric, found numeric)
language sql stable security definer
set search_path = pg_catalog
as $$
  with posted as (
    select t.id, l.transaction_id, coalesce(t.created_at, l.created_at) as created_at,
      -- What a recharge or refund passes on from the card to a debt has been counted when it came to the card.
      coalesce(sum(l.amount) filter (where l.credit_type <> 'fees' and (l.debit_type, l.credit_type) <> ('card_balance', 'member_debt')), 0) as moved,
      coalesce(sum(l.amount) filter (where l.credit_type = 'fees'), 0) as fee,
      count(l.transaction_id) as lines,
      count(*) filter (where t.card_id not in (l.debit_id, l.credit_id) and 'card_balance' in (l.debit_type, l.credit_type)
        or t.merchant_id not in (l.debit_id, l.credit_id) and ('merchant_payable' in (l.debit_type, l.credit_type)
          or 'merchant_cash' in (l.debit_type, l.credit_type) or 'merchant_sales' in (l.debit_type, l.credit_type))) as elsewhere,
      t.status, t.final_amount, t.fee_amount
    from (select * from app.transactions x where x.created_at >= verify_postings.since) t
    full join (select * from app.ledger_entries x where x.created_at >= verify_postings.since) l on l.transaction_id = t.id and l.created_at = t.created_at
    group by t.id, l.transaction_id, coalesce(t.created_at, l.created_at), t.status, t.final_amount, t.fee_amount
  )
  select f.problem, coalesce(p.id, p.transaction_id), f.expected, f.found
  from posted p
  cross join lateral (values
    ('postings_differ', p.status in ('completed', 'refunded') and p.moved <> p.final_amount, p.final_amount, p.moved),
    ('failed_but_posted', p.status = 'failed' and p.lines > 0, 0, p.moved),
    ('fee_differs', p.status in ('completed', 'refunded') and p.fee <> p.fee_amount, p.fee_amount, p.fee),
    ('account_differs', p.elsewhere > 0, 0, p.elsewhere),
    ('posting_without_transaction', p.id is null and not exists (select from app.settlements s where s.id = p.transaction_id), 0, p.moved)
  ) as f (problem, is_wrong, expected, found)
  where f.is_wrong and (p.id is null or p.elsewhere > 0 or p.status = 'failed' and p.lines > 0
    or p.status in ('completed', 'refunded') and (p.moved <> p.final_amount or p.fee <> p.fee_amount))
$$;

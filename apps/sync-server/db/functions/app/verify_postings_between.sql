-- The part of app.verify_postings that is about money, for one slice of time. Internal.
create or replace function app.verify_postings_between(from_at timestamptz, to_at timestamptz)
returns table (problem text, object_id uuid, expected numeric, found numeric)
language plpgsql stable security definer
set search_path = pg_catalog
-- Planned for the time that it is asked about: a plan for any time knows neither partitions nor numbers of rows.
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  with posted as (
    select t.id, l.transaction_id,
      -- What a recharge or refund passes on from the card to a debt has been counted when it came to the card.
      coalesce(sum(l.amount) filter (where l.credit_type <> 'fees' and (l.debit_type <> 'card_balance' or l.credit_type <> 'member_debt')), 0) as moved,
      coalesce(sum(l.amount) filter (where l.credit_type = 'fees'), 0) as fee, count(l.transaction_id) as lines,
      count(*) filter (where t.card_id not in (l.debit_id, l.credit_id) and 'card_balance' in (l.debit_type, l.credit_type)
        or t.merchant_id not in (l.debit_id, l.credit_id) and ('merchant_payable' in (l.debit_type, l.credit_type)
          or 'merchant_cash' in (l.debit_type, l.credit_type) or 'merchant_sales' in (l.debit_type, l.credit_type))) as elsewhere,
      -- The transaction's own columns are the same in each of its rows; a minimum is cheaper than a wider key.
      bool_or(t.status = 'failed') as failed, bool_or(t.status in ('completed', 'refunded')) as done,
      min(t.final_amount) as final_amount, min(t.fee_amount) as fee_amount
    from (select * from app.transactions x where x.created_at >= verify_postings_between.from_at and x.created_at < verify_postings_between.to_at) t
    full join (
      select * from app.ledger_entries x where x.created_at >= verify_postings_between.from_at and x.created_at < verify_postings_between.to_at
    ) l on l.transaction_id = t.id and l.created_at = t.created_at
    group by t.id, l.transaction_id
  )
  select f.problem, coalesce(p.id, p.transaction_id), f.expected, f.found
  from posted p
  cross join lateral (values
    ('postings_differ', p.done and p.moved <> p.final_amount, p.final_amount, p.moved),
    ('failed_but_posted', p.failed and p.lines > 0, 0, p.moved),
    ('fee_differs', p.done and p.fee <> p.fee_amount, p.fee_amount, p.fee),
    ('account_differs', p.elsewhere > 0, 0, p.elsewhere),
    ('posting_without_transaction', p.id is null and not exists (select from app.settlements s where s.id = p.transaction_id)
      and not exists (select from app.card_replacements r where r.id = p.transaction_id and r.balance = p.moved), 0, p.moved)
  ) as f (problem, is_wrong, expected, found)
  where (p.id is null or p.elsewhere > 0 or p.failed and p.lines > 0 or p.done and (p.moved <> p.final_amount or p.fee <> p.fee_amount)) and f.is_wrong;
end $$;

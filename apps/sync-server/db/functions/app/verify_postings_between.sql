-- The part of app.verify_postings that is about money, for one slice of time. Nearly all transactions have a first line and perhaps a second; joining
-- those costs a third of adding lines up by transaction, which only the few with more lines need. Internal.
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
  with lines as not materialized (
    select l.transaction_id, l.created_at, l.line, l.debit_type, l.debit_id, l.credit_type, l.credit_id,
      case when l.credit_type = 'fees' then l.amount else 0 end as fee,
      -- What a recharge or refund passes on from the card to a debt has been counted when it came to the card.
      case when l.credit_type = 'fees' or l.debit_type = 'card_balance' and l.credit_type = 'member_debt' then 0 else l.amount end as moved
    from app.ledger_entries l
    where l.created_at >= verify_postings_between.from_at and l.created_at < verify_postings_between.to_at
  ), txs as not materialized (
    select t.id, t.created_at, t.card_id, t.merchant_id, t.status = 'failed' as failed, t.status in ('completed', 'refunded') as done, t.final_amount, t.fee_amount
    from app.transactions t
    where t.created_at >= verify_postings_between.from_at and t.created_at < verify_postings_between.to_at
  ), more as (
    select l.transaction_id, l.created_at, sum(l.moved) as moved, sum(l.fee) as fee,
      bool_or(app.posting_is_elsewhere(l.debit_type, l.debit_id, l.credit_type, l.credit_id, t.card_id, t.merchant_id)) as elsewhere
    from lines l left join txs t on t.id = l.transaction_id and t.created_at = l.created_at
    where l.line > 2
    group by 1, 2
  ), posted as (
    select t.id, coalesce(t.id, a.transaction_id, b.transaction_id, m.transaction_id) as object_id, t.failed, t.done, t.final_amount, t.fee_amount,
      coalesce(a.moved, 0) + coalesce(b.moved, 0) + coalesce(m.moved, 0) as moved, coalesce(a.fee, 0) + coalesce(b.fee, 0) + coalesce(m.fee, 0) as fee,
      coalesce(a.transaction_id, b.transaction_id, m.transaction_id) is not null as has_lines,
      coalesce(app.posting_is_elsewhere(a.debit_type, a.debit_id, a.credit_type, a.credit_id, t.card_id, t.merchant_id), false)
        or coalesce(app.posting_is_elsewhere(b.debit_type, b.debit_id, b.credit_type, b.credit_id, t.card_id, t.merchant_id), false)
        or coalesce(m.elsewhere, false) as elsewhere
    from txs t
    full join (select * from lines where line = 1) a on a.transaction_id = t.id and a.created_at = t.created_at
    full join (select * from lines where line = 2) b
      on b.transaction_id = coalesce(t.id, a.transaction_id) and b.created_at = coalesce(t.created_at, a.created_at)
    full join more m on m.transaction_id = coalesce(t.id, a.transaction_id, b.transaction_id) and m.created_at = coalesce(t.created_at, a.created_at, b.created_at)
  )
  select f.problem, p.object_id, f.expected, f.found
  from posted p
  cross join lateral (values
    ('postings_differ', p.done and p.moved <> p.final_amount, p.final_amount, p.moved),
    ('failed_but_posted', p.failed and p.has_lines, 0, p.moved),
    ('fee_differs', p.done and p.fee <> p.fee_amount, p.fee_amount, p.fee),
    ('account_differs', p.elsewhere, 0, p.moved),
    ('posting_without_transaction', p.id is null and not exists (select from app.settlements s where s.id = p.object_id)
      and not exists (select from app.card_replacements r where r.id = p.object_id and r.balance = p.moved), 0, p.moved)
  ) as f (problem, is_wrong, expected, found)
  where (p.id is null or p.elsewhere or p.failed and p.has_lines or p.done and (p.moved <> p.final_amount or p.fee <> p.fee_amount)) and f.is_wrong;
end $$;

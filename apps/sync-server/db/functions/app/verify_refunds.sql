-- refunds_differ: what a payment since that moment says was given back of it is not the sum of its refunds, or its state does not say so.
-- object_id is the payment. Internal.
create or replace function app.verify_refunds(since timestamptz) returns table (problem text, object_id uuid, expected numeric, found numeric)
language plpgsql stable security definer
set search_path = pg_catalog
-- Planned for the time that it is asked about: a plan for any time knows neither partitions nor numbers of rows.
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  with given_back as (
    select r.original_id, r.original_at, sum(r.final_amount) as amount
    from app.transactions r
    where r.tx_type = 'refund' and r.status = 'completed' and r.original_at >= verify_refunds.since and r.created_at >= verify_refunds.since
    group by 1, 2
  )
  select 'refunds_differ', coalesce(p.id, g.original_id), coalesce(g.amount, 0), coalesce(p.refunded_amount, 0)
  from (select x.id, x.created_at, x.refunded_amount, x.final_amount, x.status from app.transactions x
    where x.created_at >= verify_refunds.since and x.tx_type = 'payment' and (x.refunded_amount > 0 or x.status = 'refunded')) p
  full join given_back g on g.original_id = p.id and g.original_at = p.created_at
  where coalesce(g.amount, 0) <> coalesce(p.refunded_amount, 0) or (p.status = 'refunded') <> (p.refunded_amount = p.final_amount);
end $$;

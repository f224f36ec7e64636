-- Payments per hour of the last 24: how many were settled and how many the rules declined, which is business and no failure. stuck ones are still
-- processing, which none should be: technical_share is what came to any end.
create or replace view monitoring.transaction_success_rate with (security_invoker = true) as
select date_trunc('hour', t.created_at) as hour, count(*) as payments, count(*) filter (where t.status in ('completed', 'refunded')) as settled,
  count(*) filter (where t.status = 'failed') as declined, count(*) filter (where t.status = 'processing') as stuck,
  round(count(*) filter (where t.status in ('completed', 'refunded'))::numeric / count(*), 4) as settled_share,
  round(count(*) filter (where t.status <> 'processing')::numeric / count(*), 4) as technical_share
from app.transactions t
where t.tx_type = 'payment' and t.created_at >= clock_timestamp() - interval '24 hours'
group by 1
order by 1 desc;
grant select on monitoring.transaction_success_rate to mps_admin;

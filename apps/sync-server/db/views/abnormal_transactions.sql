-- Merchants that somebody should look at: more than ten declines in the last hour, or an amount above 10,000.
create or replace view monitoring.abnormal_transactions with (security_invoker = true) as
select t.merchant_id, m.name as merchant_name, count(*) filter (where t.status = 'failed') as failures,
  mode() within group (order by t.decline_code) as most_frequent_code, count(*) filter (where t.final_amount > 10000) as large_amounts,
  max(t.final_amount) as largest_amount, max(t.created_at) as last_at
from app.transactions t
join app.merchants m on m.id = t.merchant_id
where t.created_at >= clock_timestamp() - interval '1 hour'
group by t.merchant_id, m.name
having count(*) filter (where t.status = 'failed') > 10 or max(t.final_amount) > 10000
order by failures desc, largest_amount desc;
grant select on monitoring.abnormal_transactions to mps_admin;

-- Payment codes by the hour of their issue, for the last 24: a code is used when a settled charge spent it, not when it has merely ended. Wallets hold
-- spare codes for times without a network, so a low share is no fault by itself.
create or replace view monitoring.qr_usage_efficiency with (security_invoker = true) as
select date_trunc('hour', q.issued_at) as hour, count(*) as issued, count(*) filter (where q.spent_by is not null) as used,
  count(*) filter (where q.spent_by is null and q.expires_at < clock_timestamp()) as expired_unused,
  count(*) filter (where q.spent_by is null and q.revoked_at is not null) as revoked,
  round(count(*) filter (where q.spent_by is not null)::numeric / count(*), 4) as share_used
from app.card_qr_history q
-- The index is by the end of a code's life, which comes after its issue.
where q.expires_at >= clock_timestamp() - interval '24 hours' and q.issued_at >= clock_timestamp() - interval '24 hours'
group by 1
order by 1 desc;
grant select on monitoring.qr_usage_efficiency to mps_admin;

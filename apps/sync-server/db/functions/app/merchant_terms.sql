-- What of a merchant an admin can change, as the audit trail keeps it. Internal.
create or replace function app.merchant_terms(merchant_id uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select jsonb_build_object('name', m.name, 'timeZone', m.time_zone, 'feeRate', m.fee_rate, 'lateDeclinePolicy', m.late_decline_policy, 'status', m.status)
  from app.merchants m where m.id = merchant_terms.merchant_id
$$;

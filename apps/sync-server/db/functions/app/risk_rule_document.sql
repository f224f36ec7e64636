-- A rule as packages/shared RiskRule has it; amounts in minor units. Internal.
create or replace function app.risk_rule_document(r app.risk_rules) returns jsonb
language sql stable
set search_path = pg_catalog
as $$
  select jsonb_strip_nulls(jsonb_build_object('kind', r.kind, 'merchantId', r.merchant_id, 'cardType', r.card_type, 'subject', r.subject,
      'limitAmount', (r.limit_amount * 100)::bigint, 'limitCount', r.limit_count, 'windowSeconds', r.window_seconds, 'action', r.action))
    || jsonb_build_object('id', r.id, 'isActive', r.is_active, 'effectiveFrom', app.iso_time(r.effective_from), 'retiredAt', app.iso_time(r.retired_at),
      'replaces', r.replaces)
$$;

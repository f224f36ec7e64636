-- One active binding as the audit trail keeps it, amounts in minor units; null where there is none. Internal.
create or replace function app.binding_as_json(card_id uuid, member_id uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select jsonb_build_object('role', b.role, 'limitPerCharge', (b.limit_per_charge * 100)::bigint, 'limitPerDay', (b.limit_per_day * 100)::bigint)
  from app.card_bindings b
  where b.card_id = binding_as_json.card_id and b.member_id = binding_as_json.member_id and b.removed_at is null
$$;

-- Makes a merchant with the default policy as its revision 1. Returns its id. Raises 23505 for a code in use, MP051 for an unknown time zone.
create or replace function app.create_merchant(code text, name text, time_zone text default 'Asia/Taipei', fee_rate numeric default 0,
  late_decline_policy text default 'merchant_bears') returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_id uuid := sec.uuid_v7();
begin
  perform app.require_time_zone(create_merchant.time_zone);
  insert into app.merchants (id, code, name, time_zone, fee_rate, late_decline_policy)
  values (v_id, create_merchant.code, create_merchant.name, create_merchant.time_zone, create_merchant.fee_rate, create_merchant.late_decline_policy);
  insert into app.merchant_policies (merchant_id, revision) values (v_id, 1);
  perform audit.log('merchant.created', 'merchant', v_id, jsonb_build_object('after', app.merchant_terms(v_id)));
  return v_id;
end $$;
grant execute on function app.create_merchant(text, text, text, numeric, text) to mps_admin;

-- Changes a merchant's name, time zone, fee rate (a fraction) or late decline policy: the fields that changes has, in the names of
-- app.merchants. The new fee is for charges that settle from now on. Raises MP001 not_found, MP051 unknown_time_zone.
create or replace function app.update_merchant(merchant_id uuid, changes jsonb) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_before jsonb;
begin
  -- Charges hold it shared: a set is decided wholly by the old terms or wholly by the new ones.
  perform sec.lock_multiple_cards(array[update_merchant.merchant_id]);
  v_before := app.merchant_terms(update_merchant.merchant_id);
  if v_before is null then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  if update_merchant.changes ? 'time_zone' then
    perform app.require_time_zone(update_merchant.changes ->> 'time_zone');
  end if;
  update app.merchants m
  set name = coalesce(update_merchant.changes ->> 'name', m.name), time_zone = coalesce(update_merchant.changes ->> 'time_zone', m.time_zone),
    fee_rate = coalesce((update_merchant.changes ->> 'fee_rate')::numeric, m.fee_rate),
    late_decline_policy = coalesce(update_merchant.changes ->> 'late_decline_policy', m.late_decline_policy)
  where m.id = update_merchant.merchant_id;
  perform audit.log('merchant.updated', 'merchant', update_merchant.merchant_id,
    jsonb_build_object('before', v_before, 'after', app.merchant_terms(update_merchant.merchant_id)));
end $$;
grant execute on function app.update_merchant(uuid, jsonb) to mps_admin;

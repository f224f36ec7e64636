-- Adds the merchant's next policy revision: the newest one with the given fields changed (names and values as in app.merchant_policies, money
-- in currency units). A revision never changes. Returns its number. Raises MP001 not_found, 23514 for limits that contradict each other.
create or replace function app.add_merchant_policy(merchant_id uuid, changes jsonb) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  o app.merchant_policies;
  p app.merchant_policies;
begin
  -- Two admins get two numbers, one after the other.
  perform sec.lock_multiple_cards(array[add_merchant_policy.merchant_id]);
  select * into o from app.merchant_policies x where x.merchant_id = add_merchant_policy.merchant_id order by x.revision desc limit 1;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  p := jsonb_populate_record(o, add_merchant_policy.changes);
  p.merchant_id := o.merchant_id;
  p.revision := o.revision + 1;
  p.created_at := clock_timestamp();
  insert into app.merchant_policies select (p).*;
  perform audit.log('merchant.policy_added', 'merchant', p.merchant_id, jsonb_build_object('before', to_jsonb(o) - '{merchant_id,created_at}'::text[],
    'after', to_jsonb(p) - '{merchant_id,created_at}'::text[]));
  return p.revision;
end $$;
grant execute on function app.add_merchant_policy(uuid, jsonb) to mps_admin;

-- Adds the merchant's next policy revision: the newest one with the given fields changed (names and values as in app.merchant_policies, money
-- in currency units). Returns its number. Raises MP001 not_found.
create or replace function app.add_merchant_policy(merchant_id uuid, changes jsonb) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  p app.merchant_policies;
begin
  select * into p from app.merchant_policies o where o.merchant_id = add_merchant_policy.merchant_id order by o.revision desc limit 1;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  p := jsonb_populate_record(p, add_merchant_policy.changes);
  p.merchant_id := add_merchant_policy.merchant_id;
  p.revision := (select max(o.revision) + 1 from app.merchant_policies o where o.merchant_id = add_merchant_policy.merchant_id);
  p.created_at := clock_timestamp();
  insert into app.merchant_policies select (p).*;
  perform audit.log('merchant.policy_added', 'merchant', p.merchant_id, add_merchant_policy.changes || jsonb_build_object('revision', p.revision));
  return p.revision;
end $$;
grant execute on function app.add_merchant_policy(uuid, jsonb) to mps_admin;

-- Changes platform settings: the fields that changes has, in the names of app.platform_settings, money in currency units. The currency is fixed
-- once anything was posted. Raises MP003 state_conflict, 23514 for a value that is none.
create or replace function app.update_platform_settings(changes jsonb) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  s app.platform_settings;
  n app.platform_settings;
begin
  select * into strict s from app.platform_settings p for update;
  n := jsonb_populate_record(s, update_platform_settings.changes);
  if n.currency <> s.currency and exists (select from app.ledger_entries) then
    raise exception 'state_conflict' using errcode = 'MP003', detail = 'amounts have been posted in the present currency';
  end if;
  update app.platform_settings p
  set currency = n.currency, rounding_step = n.rounding_step, code_uses = n.code_uses, code_ttl_s = n.code_ttl_s,
    offline_limit_steps = n.offline_limit_steps, late_arrival_days = n.late_arrival_days, min_app = n.min_app,
    recharge_min = n.recharge_min, recharge_max = n.recharge_max, card_balance_ceiling = n.card_balance_ceiling,
    recharge_approval_above = n.recharge_approval_above, void_leave_s = n.void_leave_s
  where p.only_row;
  perform audit.log('settings.updated', 'platform', null, jsonb_build_object(
    'before', to_jsonb(s) - '{only_row,created_at,updated_at}'::text[], 'after', to_jsonb(n) - '{only_row,created_at,updated_at}'::text[]));
end $$;
grant execute on function app.update_platform_settings(jsonb) to mps_admin;

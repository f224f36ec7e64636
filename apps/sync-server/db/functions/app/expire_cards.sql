-- Job: gives cards whose time is over the status that says so, a few hundred in one call (the lock table is finite). Settlement judges by
-- expires_at, so nothing hangs on when this runs. Returns how many; call it again until that is 0.
create or replace function app.expire_cards(lim int default 500) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_ids uuid[];
begin
  select array_agg(d.id) into v_ids from (
    select c.id from app.member_cards c where c.status = 'active' and c.expires_at <= clock_timestamp() order by c.expires_at limit expire_cards.lim) d;
  perform sec.lock_multiple_cards(v_ids);
  with expired as (
    update app.member_cards c set status = 'expired'
    where c.id = any (v_ids) and c.status = 'active' and c.expires_at <= clock_timestamp() returning c.id
  ), noted as (
    insert into audit.event_log (action, object_type, object_id, context)
    select 'card.expired', 'card', e.id, '{"before": {"status": "active"}, "after": {"status": "expired"}}' from expired e returning 1
  )
  select array_agg(e.id) into v_ids from expired e;
  perform app.revoke_codes_of_cards(v_ids);
  return coalesce(cardinality(v_ids), 0);
end $$;
grant execute on function app.expire_cards(int) to mps_server;

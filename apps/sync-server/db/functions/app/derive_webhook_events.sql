-- Job: makes the events of webhooks from what has been committed since the last time, and a delivery for every endpoint that wants them. It reads the audit
-- trail up to the oldest transaction that still runs, so that none that commits late is passed over, and no writer knows of webhooks. What nobody
-- listens for is not made. Returns how many deliveries were made; null where another instance is at it.
create or replace function app.derive_webhook_events() returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_horizon bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  v_cursor app.webhook_cursor;
  v_last_id bigint;
  v_made int;
begin
  if not pg_try_advisory_xact_lock(4607182461) then
    return null;
  end if;
  select * into v_cursor from app.webhook_cursor;
  if not found then
    -- The first time: what was before anybody could listen is not told.
    insert into app.webhook_cursor (to_txid, last_id) values (v_horizon, coalesce((select max(e.id) from audit.event_log e), 0));
    return 0;
  elsif v_cursor.to_txid > v_horizon then
    v_cursor.to_txid := 0;
  else
    v_cursor.last_id := case when v_cursor.to_txid = 0 then v_cursor.last_id else 0 end;
  end if;
  select coalesce(max(e.id), v_cursor.last_id) into v_last_id from audit.event_log e where e.txid >= v_cursor.to_txid and e.txid < v_horizon;
  if not exists (select from app.webhook_endpoints n where n.is_active) then
    -- Nobody listens, and most of the rows are charges: each would cost a part of what settling it did.
    update app.webhook_cursor c set to_txid = v_horizon, last_id = greatest(c.last_id, v_last_id);
    return 0;
  end if;
  with rows as (
    select e.* from audit.event_log e
    where e.txid >= v_cursor.to_txid and e.txid < v_horizon and e.id > v_cursor.last_id
      and e.action in ('charge.settled', 'charge.declined', 'payment.refunded', 'settlement.generated', 'settlement.confirmed', 'settlement.paid')
      and (e.action not like 'charge.%' or exists (
        select from app.terminals t join app.webhook_endpoints n on n.is_active and (n.merchant_id is null or n.merchant_id = t.merchant_id)
        where t.id = (e.context ->> 'terminal')::uuid))
  ), found as (
    select 'audit ' || r.id as source, r.happened_at, w.type, w.merchant_id, w.data from rows r cross join lateral app.webhook_data(r) w
    union all
    select 'alert ' || a.id, a.created_at, 'terminal.gap', t.merchant_id, jsonb_build_object('terminalId', t.id, 'label', t.label) || a.context
    from app.alerts a join app.terminals t on t.id = a.object_id
    where a.kind = 'sequence_gap' and a.created_at > clock_timestamp() - interval '1 day'
    union all
    -- A terminal that falls silent is told of once, until it has been heard again.
    select 'silence ' || t.id || ' ' || t.last_seen_at, t.last_seen_at, 'terminal.silent', t.merchant_id,
      jsonb_build_object('terminalId', t.id, 'label', t.label, 'lastSeenAt', app.iso_time(t.last_seen_at))
    from app.terminals t
    where t.status = 'active' and t.last_seen_at between clock_timestamp() - interval '1 day' and clock_timestamp() - interval '15 minutes'
  ), wanted as (
    select f.* from found f
    where exists (select from app.webhook_endpoints n where n.is_active and f.type = any (n.events) and (n.merchant_id is null or n.merchant_id = f.merchant_id))
  ), events as (
    insert into app.webhook_events (source, type, merchant_id, data, happened_at)
    select w.source, w.type, w.merchant_id, w.data, w.happened_at from wanted w
    on conflict on constraint an_event_is_told_once do nothing
    returning *
  ), deliveries as (
    insert into app.webhook_deliveries (event_id, endpoint_id)
    select v.id, n.id from events v
    join app.webhook_endpoints n on n.is_active and v.type = any (n.events) and (n.merchant_id is null or n.merchant_id = v.merchant_id)
    returning 1
  )
  select count(*) into v_made from deliveries;
  update app.webhook_cursor c set to_txid = v_horizon, last_id = greatest(c.last_id, v_last_id);
  return v_made;
end $$;
grant execute on function app.derive_webhook_events() to mps_server;

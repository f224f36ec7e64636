-- Takes deliveries that are due, the oldest first, for a minute: whoever dies with one gives it back by the clock. `body` is what is sent and signed.
create or replace function app.claim_webhook_deliveries(max_rows int)
returns table (delivery_id uuid, endpoint_id uuid, url text, sealed_secret bytea, attempt int, body text)
language sql volatile security definer
set search_path = pg_catalog
as $$
  with due as (
    select d.id from app.webhook_deliveries d
    join app.webhook_endpoints n on n.id = d.endpoint_id
    where d.state = 'pending' and d.next_attempt_at <= clock_timestamp() and n.is_active
    order by d.next_attempt_at limit claim_webhook_deliveries.max_rows
    for update of d skip locked
  ), claimed as (
    update app.webhook_deliveries d
    set attempts = d.attempts + 1, last_attempt_at = clock_timestamp(), next_attempt_at = clock_timestamp() + interval '1 minute'
    from due where d.id = due.id returning d.*
  )
  select c.id, n.id, n.url, n.sealed_secret, c.attempts, jsonb_build_object('id', v.id, 'type', v.type, 'merchantId', v.merchant_id,
    'happenedAt', app.iso_time(v.happened_at), 'data', v.data)::text
  from claimed c join app.webhook_events v on v.id = c.event_id join app.webhook_endpoints n on n.id = c.endpoint_id
$$;
grant execute on function app.claim_webhook_deliveries(int) to mps_server;

-- Notes how an attempt went. A failed one is tried again after retry_after, or, where that is null, never; whoever redelivers meanwhile is not overruled.
create or replace function app.finish_webhook_delivery(delivery_id uuid, attempt int, status int, error text, retry_after interval) returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  update app.webhook_deliveries d
  set state = case when finish_webhook_delivery.error is null then 'delivered' when finish_webhook_delivery.retry_after is null then 'failed' else 'pending' end,
    last_status = finish_webhook_delivery.status, last_error = finish_webhook_delivery.error,
    next_attempt_at = clock_timestamp() + coalesce(finish_webhook_delivery.retry_after, interval '0')
  where d.id = finish_webhook_delivery.delivery_id and d.attempts = finish_webhook_delivery.attempt and d.state = 'pending'
$$;
grant execute on function app.finish_webhook_delivery(uuid, int, int, text, interval) to mps_server;

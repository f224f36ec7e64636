-- Ends pending intents whose time is over; for the job. A late success still completes them. Returns how many.
create or replace function app.expire_recharge_intents() returns int
language sql volatile security definer
set search_path = pg_catalog
as $$
  with ended as (
    update app.recharge_intents i set state = 'expired' where i.state = 'pending' and i.expires_at <= clock_timestamp() returning i.id
  )
  select count(*)::int from ended
$$;
grant execute on function app.expire_recharge_intents() to mps_server;

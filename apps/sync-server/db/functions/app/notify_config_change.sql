-- Tells the servers that the configuration of terminals has changed: `terminal <id>`, `merchant <id>` or `all`, on the channel `mps_config`. A trigger of
-- tables that configuration writes touch; no transaction that moves money fires it. Equal payloads of one transaction are sent once.
create or replace function app.notify_config_change() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_merchant_id uuid;
begin
  if tg_level = 'STATEMENT' then
    perform pg_notify('mps_config', 'all');
  elsif tg_table_name = 'terminals' then
    perform pg_notify('mps_config', 'terminal ' || new.id);
  elsif tg_table_name = 'merchants' then
    perform pg_notify('mps_config', 'merchant ' || new.id);
  elsif tg_table_name = 'users' then
    for v_merchant_id in select mu.merchant_id from app.merchant_users mu where mu.user_id = new.id loop
      perform pg_notify('mps_config', 'merchant ' || v_merchant_id);
    end loop;
  elsif tg_op = 'DELETE' then
    perform pg_notify('mps_config', 'merchant ' || old.merchant_id);
  else
    perform pg_notify('mps_config', 'merchant ' || new.merchant_id);
  end if;
  return null;
end $$;
grant execute on function app.notify_config_change() to mps_owner;

-- The merchant that this transaction's actor acts for: a terminal's or a merchant user's; null for anyone else. Internal.
create or replace function app.acting_merchant() returns uuid
language sql stable security definer
set search_path = pg_catalog
as $$
  select case current_setting('role', true)
    when 'mps_terminal' then (select t.merchant_id from app.terminals t where t.id = sec.actor_id())
    when 'mps_merchant' then sec.merchant_id()
  end
$$;

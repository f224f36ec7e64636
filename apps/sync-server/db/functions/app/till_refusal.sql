-- Why a terminal or its merchant may move no money at a moment (step 7 of settling), by its decline code, or null when they may. Internal.
create or replace function app.till_refusal(terminal_id uuid, at timestamptz) returns text
language sql stable security definer
set search_path = pg_catalog
as $$
  select case
    when t.status = 'revoked' and (t.blocked_at <= till_refusal.at or not t.drain_allowed) then 'terminal_revoked'
    when m.status = 'suspended' and m.blocked_at <= till_refusal.at then 'merchant_suspended'
  end
  from app.terminals t join app.merchants m on m.id = t.merchant_id
  where t.id = till_refusal.terminal_id
$$;

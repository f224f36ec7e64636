-- The public key of a terminal's epoch, when it was revoked and whether it may still drain, its merchant, and whether the terminal was paired anew
-- since; no row for an unknown one. A key never changes.
create or replace function auth.terminal_key(terminal_id uuid, epoch int)
returns table (public_key bytea, revoked_at timestamptz, merchant_id uuid, drain_allowed boolean, superseded boolean)
language sql stable security definer
set search_path = pg_catalog
as $$
  select e.public_key, case when t.status = 'revoked' then t.blocked_at end, t.merchant_id, t.drain_allowed,
    exists (select from app.terminal_epochs later where later.terminal_id = e.terminal_id and later.epoch > e.epoch)
  from app.terminal_epochs e join app.terminals t on t.id = e.terminal_id
  where e.terminal_id = terminal_key.terminal_id and e.epoch = terminal_key.epoch
$$;
grant execute on function auth.terminal_key(uuid, int) to mps_server, mps_terminal;

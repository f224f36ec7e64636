-- Revokes a terminal from now on: what it recorded before may still drain where drain_allowed, what it records later is declined.
-- Raises MP001 not_found.
create or replace function app.revoke_terminal(terminal_id uuid, drain_allowed boolean default true) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  perform sec.lock_multiple_cards(array[revoke_terminal.terminal_id]);
  update app.terminals t
  set status = 'revoked', blocked_at = coalesce(t.blocked_at, clock_timestamp()), drain_allowed = revoke_terminal.drain_allowed
  where t.id = revoke_terminal.terminal_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  perform audit.log('terminal.revoked', 'terminal', revoke_terminal.terminal_id, jsonb_build_object('drain', revoke_terminal.drain_allowed));
end $$;
grant execute on function app.revoke_terminal(uuid, boolean) to mps_admin;

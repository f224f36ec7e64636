-- The actor of this transaction (member, terminal or user), as the server's asMember, asTerminal … set it; null outside of them.
create or replace function sec.actor_id() returns uuid
language sql stable parallel safe
set search_path = pg_catalog
as $$
  select nullif(current_setting('sec.actor_id', true), '')::uuid
$$;
grant execute on function sec.actor_id() to mps_server, mps_terminal, mps_member, mps_merchant, mps_admin;

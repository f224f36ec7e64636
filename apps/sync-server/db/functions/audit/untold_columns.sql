-- Columns whose values never stand in the audit trail: what says who somebody is, and what opens something.
create or replace function audit.untold_columns() returns text[]
language sql immutable parallel safe
set search_path = pg_catalog
as $$
  select array['name', 'phone', 'email', 'login', 'external_id', 'meta', 'card_no', 'password_hash', 'pin_hash', 'binding_password_hash', 'secret', 'note']
$$;

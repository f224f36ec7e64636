-- Whether this transaction runs as a platform admin: the role that asAdmin took, which no argument and no setting of a caller can change.
create or replace function sec.is_admin() returns boolean
language sql stable parallel safe
set search_path = pg_catalog
as $$
  select current_setting('role', true) = 'mps_admin'
$$;

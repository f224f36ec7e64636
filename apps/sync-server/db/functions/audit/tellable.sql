-- A row as the audit trail may tell it: without personal values, secrets and the columns that change with every write.
create or replace function audit.tellable(doc jsonb) returns jsonb
language sql immutable parallel safe
set search_path = pg_catalog
as $$
  select tellable.doc - audit.untold_columns() - array['created_at', 'updated_at']
$$;

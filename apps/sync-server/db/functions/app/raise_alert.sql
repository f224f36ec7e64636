-- Puts something before the operators. No personal values in the context. Internal.
create or replace function app.raise_alert(kind text, severity text, object_type text, object_id uuid, context jsonb default '{}') returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  insert into app.alerts (kind, severity, object_type, object_id, context)
  values (raise_alert.kind, raise_alert.severity, raise_alert.object_type, raise_alert.object_id, raise_alert.context)
$$;

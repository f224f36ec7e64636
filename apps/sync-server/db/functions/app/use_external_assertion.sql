-- Uses up an assertion of an identity provider. Returns false for one that was used before. Whoever rolls back gives it back. Internal.
create or replace function app.use_external_assertion(provider text, assertion_id text, expires_at timestamptz) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  insert into auth.external_assertions (provider, assertion_id, expires_at)
  values (use_external_assertion.provider, use_external_assertion.assertion_id, use_external_assertion.expires_at)
  on conflict do nothing;
  return found;
end $$;

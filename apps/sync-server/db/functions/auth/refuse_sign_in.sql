-- Notes a sign-in that was refused; the count was taken when it began. An unknown login is noted as well, without a name.
create or replace function auth.refuse_sign_in(realm text, subject_id uuid, reason text) returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  select audit.log(refuse_sign_in.realm || '.sign_in_failed', refuse_sign_in.realm, refuse_sign_in.subject_id,
    jsonb_build_object('reason', refuse_sign_in.reason))
$$;
grant execute on function auth.refuse_sign_in(text, uuid, text) to mps_server;

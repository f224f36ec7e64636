-- Lets a member sign in through an identity provider. The server has verified the provider's assertion and passes what it says; an assertion
-- works once. meta holds nothing personal. Raises MP001 not_found, MP003 state_conflict for a used assertion or a second identity of the same
-- provider, MP054 identity_taken when it is another member's.
create or replace function app.bind_external_identity(member_id uuid, provider text, external_id text, assertion_id text,
  assertion_expires_at timestamptz, meta jsonb default '{}') returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_holder uuid;
begin
  if not app.use_external_assertion(bind_external_identity.provider, bind_external_identity.assertion_id, bind_external_identity.assertion_expires_at) then
    raise exception 'state_conflict' using errcode = 'MP003';
  elsif not exists (select from app.member_profiles m where m.id = bind_external_identity.member_id and m.status = 'active') then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  insert into app.member_external_identities (member_id, provider, external_id, meta)
  values (bind_external_identity.member_id, bind_external_identity.provider, bind_external_identity.external_id, bind_external_identity.meta)
  on conflict do nothing;
  if not found then
    select i.member_id into v_holder from app.member_external_identities i
    where i.provider = bind_external_identity.provider and i.external_id = bind_external_identity.external_id;
    if v_holder is null then
      raise exception 'state_conflict' using errcode = 'MP003';
    elsif v_holder <> bind_external_identity.member_id then
      raise exception 'identity_taken' using errcode = 'MP054';
    end if;
    return;
  end if;
  perform audit.log('member.identity_bound', 'member', bind_external_identity.member_id, jsonb_build_object('provider', bind_external_identity.provider));
end $$;
grant execute on function app.bind_external_identity(uuid, text, text, text, timestamptz, jsonb) to mps_server;

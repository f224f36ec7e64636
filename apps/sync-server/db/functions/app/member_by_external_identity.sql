-- The member who signs in with a verified assertion of an identity provider: id, number, name, status. No row for an identity that nobody
-- bound, and none for an assertion that was used before; the two cannot be told apart. The sign-in is audited.
create or replace function app.member_by_external_identity(provider text, external_id text, assertion_id text, assertion_expires_at timestamptz)
returns table (member_id uuid, member_no text, name text, status text)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  m app.member_profiles;
begin
  if not app.use_external_assertion(member_by_external_identity.provider, member_by_external_identity.assertion_id,
    member_by_external_identity.assertion_expires_at) then
    perform audit.log('member.assertion_replayed', 'identity', null, jsonb_build_object('provider', member_by_external_identity.provider));
    return;
  end if;
  select p.* into m from app.member_external_identities i join app.member_profiles p on p.id = i.member_id
  where i.provider = member_by_external_identity.provider and i.external_id = member_by_external_identity.external_id;
  if found then
    perform audit.log('member.signed_in', 'member', m.id, jsonb_build_object('provider', member_by_external_identity.provider));
    return query select m.id, m.member_no, m.name, m.status::text;
  end if;
end $$;
grant execute on function app.member_by_external_identity(text, text, text, timestamptz) to mps_server;

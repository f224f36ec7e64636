-- Takes an external identity off a member: their own, or anybody's by a platform admin. Raises MP001 not_found.
create or replace function app.unbind_external_identity(member_id uuid, provider text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  delete from app.member_external_identities i
  where i.member_id = unbind_external_identity.member_id and i.provider = unbind_external_identity.provider
    and (sec.is_admin() or i.member_id = sec.actor_id());
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  perform audit.log('member.identity_unbound', 'member', unbind_external_identity.member_id, jsonb_build_object('provider', unbind_external_identity.provider));
end $$;
grant execute on function app.unbind_external_identity(uuid, text) to mps_member, mps_admin;

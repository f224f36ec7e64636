-- Changes a member's name, phone or e-mail: the fields that changes has (null empties phone and e-mail). Members change their own name;
-- phone and e-mail, by which they sign in, only an admin, who has seen proof. The audit trail names the fields and not what was in them.
-- Raises MP001 not_found, MP002 forbidden, MP003 state_conflict for an erased member, 23505 for a phone or e-mail in use.
create or replace function app.update_member_profile(member_id uuid, changes jsonb) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  m app.member_profiles;
  v_changed text[];
begin
  if not sec.is_admin() then
    if update_member_profile.member_id is distinct from sec.actor_id() then
      raise exception 'not_found' using errcode = 'MP001';
    elsif update_member_profile.changes - 'name' <> '{}' then
      raise exception 'forbidden' using errcode = 'MP002';
    end if;
  end if;
  select * into m from app.member_profiles p where p.id = update_member_profile.member_id for update;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif m.status = 'deleted' then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  select coalesce(array_agg(f.key order by f.key), '{}') into v_changed
  from jsonb_each_text(update_member_profile.changes) f
  where f.value is distinct from case f.key when 'name' then m.name when 'phone' then m.phone when 'email' then m.email end;
  update app.member_profiles p
  set name = coalesce(update_member_profile.changes ->> 'name', p.name),
    phone = case when update_member_profile.changes ? 'phone' then update_member_profile.changes ->> 'phone' else p.phone end,
    email = case when update_member_profile.changes ? 'email' then lower(update_member_profile.changes ->> 'email') else p.email end
  where p.id = m.id;
  perform audit.log('member.updated', 'member', m.id, jsonb_build_object('fields', v_changed));
end $$;
grant execute on function app.update_member_profile(uuid, jsonb) to mps_member, mps_admin;

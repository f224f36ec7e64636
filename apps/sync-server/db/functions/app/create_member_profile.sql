-- Makes a member. Phone and e-mail may be null and are unique where given (23505 otherwise). Returns the member's id; the number is generated.
create or replace function app.create_member_profile(name text, phone text default null, email text default null) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_id uuid;
begin
  insert into app.member_profiles (name, phone, email)
  values (create_member_profile.name, create_member_profile.phone, lower(create_member_profile.email)) returning id into v_id;
  perform audit.log('member.created', 'member', v_id, jsonb_build_object('after', jsonb_build_object('status', 'active')));
  return v_id;
end $$;
grant execute on function app.create_member_profile(text, text, text) to mps_admin;

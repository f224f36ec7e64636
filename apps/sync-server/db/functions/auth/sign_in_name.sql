-- By what name a signed-in person signs in (member number or login), so that giving the password again counts as signing in does.
create or replace function auth.sign_in_name(realm text, subject_id uuid) returns text
language sql stable security definer
set search_path = pg_catalog
as $$
  select case sign_in_name.realm
    when 'member' then (select m.member_no from app.member_profiles m where m.id = sign_in_name.subject_id)
    else (select u.login from auth.users u where u.id = sign_in_name.subject_id) end
$$;
grant execute on function auth.sign_in_name(text, uuid) to mps_server;

-- A member sees their own profile, an admin all.
grant select on app.member_profiles to mps_member, mps_admin;
drop policy if exists members_see_themselves on app.member_profiles;
create policy members_see_themselves on app.member_profiles for select to mps_member using (id = (select sec.actor_id()));
drop policy if exists admins_see_all on app.member_profiles;
create policy admins_see_all on app.member_profiles for select to mps_admin using (true);

-- A member sees their own, an admin all.
grant select on app.member_external_identities to mps_member, mps_admin;
drop policy if exists members_see_their_own on app.member_external_identities;
create policy members_see_their_own on app.member_external_identities for select to mps_member using (member_id = (select sec.actor_id()));
drop policy if exists admins_see_all on app.member_external_identities;
create policy admins_see_all on app.member_external_identities for select to mps_admin using (true);

-- A member sees their own bindings, an admin all.
grant select on app.card_bindings to mps_member, mps_admin;
drop policy if exists members_see_their_own on app.card_bindings;
create policy members_see_their_own on app.card_bindings for select to mps_member using (member_id = (select sec.actor_id()));
drop policy if exists admins_see_all on app.card_bindings;
create policy admins_see_all on app.card_bindings for select to mps_admin using (true);

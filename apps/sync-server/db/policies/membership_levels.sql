-- Levels are an admin's to see; terminals and wallets get them from functions.
grant select on app.membership_levels to mps_admin;
drop policy if exists admins_see_all on app.membership_levels;
create policy admins_see_all on app.membership_levels for select to mps_admin using (true);

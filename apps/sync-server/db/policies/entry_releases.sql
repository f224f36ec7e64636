-- Releases are an admin's to see.
grant select on app.entry_releases to mps_admin;
drop policy if exists admins_see_all on app.entry_releases;
create policy admins_see_all on app.entry_releases for select to mps_admin using (true);

-- Refused entries are an admin's to see.
grant select on app.entry_faults to mps_admin;
drop policy if exists admins_see_all on app.entry_faults;
create policy admins_see_all on app.entry_faults for select to mps_admin using (true);

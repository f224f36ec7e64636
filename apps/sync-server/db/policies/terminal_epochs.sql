-- Pairings are an admin's to see.
grant select on app.terminal_epochs to mps_admin;
drop policy if exists admins_see_all on app.terminal_epochs;
create policy admins_see_all on app.terminal_epochs for select to mps_admin using (true);

-- Only an admin sees what came as a file.
grant select on app.terminal_log_imports to mps_admin;
drop policy if exists admins_see_all on app.terminal_log_imports;
create policy admins_see_all on app.terminal_log_imports for select to mps_admin using (true);

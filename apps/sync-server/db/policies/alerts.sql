-- Alerts are an admin's to see.
grant select on app.alerts to mps_admin;
drop policy if exists admins_see_all on app.alerts;
create policy admins_see_all on app.alerts for select to mps_admin using (true);

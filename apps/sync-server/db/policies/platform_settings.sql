-- The platform's settings are an admin's to see; others get what concerns them from functions.
grant select on app.platform_settings to mps_admin;
drop policy if exists admins_see_all on app.platform_settings;
create policy admins_see_all on app.platform_settings for select to mps_admin using (true);

-- Logins are an admin's to see, hashes nobody's. A shop sees its people through app.merchant_roster.
grant select (id, login, name, is_platform_admin, status, pin_change_required, created_at, updated_at) on auth.users to mps_admin;
drop policy if exists admins_see_all on auth.users;
create policy admins_see_all on auth.users for select to mps_admin using (true);

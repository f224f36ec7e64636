-- A merchant's user sees their merchant, an admin all.
grant select on app.merchants to mps_merchant, mps_admin;
drop policy if exists merchants_see_themselves on app.merchants;
create policy merchants_see_themselves on app.merchants for select to mps_merchant using (id = (select sec.merchant_id()));
drop policy if exists admins_see_all on app.merchants;
create policy admins_see_all on app.merchants for select to mps_admin using (true);

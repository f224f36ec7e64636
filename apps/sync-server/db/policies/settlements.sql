-- A merchant's user sees its settlements, an admin all.
grant select on app.settlements to mps_merchant, mps_admin;
drop policy if exists merchants_see_their_own on app.settlements;
create policy merchants_see_their_own on app.settlements for select to mps_merchant using (merchant_id = (select sec.merchant_id()));
drop policy if exists admins_see_all on app.settlements;
create policy admins_see_all on app.settlements for select to mps_admin using (true);

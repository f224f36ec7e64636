-- A merchant's users see its policies, an admin all.
grant select on app.merchant_policies to mps_merchant, mps_admin;
drop policy if exists merchants_see_their_own on app.merchant_policies;
create policy merchants_see_their_own on app.merchant_policies for select to mps_merchant using (merchant_id = (select sec.merchant_id()));
drop policy if exists admins_see_all on app.merchant_policies;
create policy admins_see_all on app.merchant_policies for select to mps_admin using (true);

-- A terminal sees its own shifts, a merchant's user those of its shop, an admin all.
grant select on app.shifts to mps_terminal, mps_merchant, mps_admin;
drop policy if exists terminals_see_their_own on app.shifts;
create policy terminals_see_their_own on app.shifts for select to mps_terminal using (terminal_id = (select sec.actor_id()));
drop policy if exists merchants_see_their_own on app.shifts;
create policy merchants_see_their_own on app.shifts for select to mps_merchant using (merchant_id = (select sec.merchant_id()));
drop policy if exists admins_see_all on app.shifts;
create policy admins_see_all on app.shifts for select to mps_admin using (true);

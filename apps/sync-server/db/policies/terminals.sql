-- A terminal sees itself, a merchant's user its terminals, an admin all.
grant select on app.terminals to mps_terminal, mps_merchant, mps_admin;
drop policy if exists terminals_see_themselves on app.terminals;
create policy terminals_see_themselves on app.terminals for select to mps_terminal using (id = (select sec.actor_id()));
drop policy if exists merchants_see_their_own on app.terminals;
create policy merchants_see_their_own on app.terminals for select to mps_merchant using (merchant_id = (select sec.merchant_id()));
drop policy if exists admins_see_all on app.terminals;
create policy admins_see_all on app.terminals for select to mps_admin using (true);

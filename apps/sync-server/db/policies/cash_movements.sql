-- A terminal sees its own drawer's movements, a merchant's user those of its terminals, an admin all.
grant select on app.cash_movements to mps_terminal, mps_merchant, mps_admin;
drop policy if exists terminals_see_their_own on app.cash_movements;
create policy terminals_see_their_own on app.cash_movements for select to mps_terminal using (terminal_id = (select sec.actor_id()));
drop policy if exists merchants_see_their_own on app.cash_movements;
create policy merchants_see_their_own on app.cash_movements for select to mps_merchant
  using (terminal_id in (select t.id from app.terminals t where t.merchant_id = (select sec.merchant_id())));
drop policy if exists admins_see_all on app.cash_movements;
create policy admins_see_all on app.cash_movements for select to mps_admin using (true);

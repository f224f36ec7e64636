-- The books themselves: an admin reads all of them.
grant select on app.ledger_entries, app.point_ledger, app.ledger_closings, app.card_closings to mps_admin;
drop policy if exists admins_see_all on app.ledger_entries;
create policy admins_see_all on app.ledger_entries for select to mps_admin using (true);
drop policy if exists admins_see_all on app.point_ledger;
create policy admins_see_all on app.point_ledger for select to mps_admin using (true);
drop policy if exists admins_see_all on app.ledger_closings;
create policy admins_see_all on app.ledger_closings for select to mps_admin using (true);
drop policy if exists admins_see_all on app.card_closings;
create policy admins_see_all on app.card_closings for select to mps_admin using (true);

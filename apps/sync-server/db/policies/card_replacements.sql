-- Replacements are an admin's to see; a member sees their effect in the history of the successor.
grant select on app.card_replacements to mps_admin;
drop policy if exists admins_see_all on app.card_replacements;
create policy admins_see_all on app.card_replacements for select to mps_admin using (true);

-- A terminal sees its own entries, an admin all.
grant select on app.terminal_entries to mps_terminal, mps_admin;
drop policy if exists terminals_see_their_own on app.terminal_entries;
create policy terminals_see_their_own on app.terminal_entries for select to mps_terminal using (terminal_id = (select sec.actor_id()));
drop policy if exists admins_see_all on app.terminal_entries;
create policy admins_see_all on app.terminal_entries for select to mps_admin using (true);

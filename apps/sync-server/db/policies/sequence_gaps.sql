-- Gaps are an admin's to see.
grant select on app.sequence_gaps to mps_admin;
drop policy if exists admins_see_all on app.sequence_gaps;
create policy admins_see_all on app.sequence_gaps for select to mps_admin using (true);

-- When each job ran last and what became of it: an admin sees all.
grant select on app.job_runs to mps_admin;
drop policy if exists admins_see_all on app.job_runs;
create policy admins_see_all on app.job_runs for select to mps_admin using (true);

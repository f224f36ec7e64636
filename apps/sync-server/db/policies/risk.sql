-- Rules, hits and how far the judging has come: an admin sees all; a merchant learns of its suspected duplicates by app.list_risk_hits.
grant select on app.risk_rules, app.risk_hits, app.risk_progress to mps_admin;
drop policy if exists admins_see_all on app.risk_rules;
create policy admins_see_all on app.risk_rules for select to mps_admin using (true);
drop policy if exists admins_see_all on app.risk_hits;
create policy admins_see_all on app.risk_hits for select to mps_admin using (true);
drop policy if exists admins_see_all on app.risk_progress;
create policy admins_see_all on app.risk_progress for select to mps_admin using (true);

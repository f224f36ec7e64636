-- The audit trail is an admin's to read; seals too, so that anybody with that right can check the chain.
grant select on audit.event_log, audit.seals to mps_admin;
drop policy if exists admins_see_all on audit.event_log;
create policy admins_see_all on audit.event_log for select to mps_admin using (true);
drop policy if exists admins_see_all on audit.seals;
create policy admins_see_all on audit.seals for select to mps_admin using (true);

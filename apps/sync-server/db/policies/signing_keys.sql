-- The public halves of the code-signing keys are an admin's to see.
grant select on auth.signing_keys to mps_admin;
drop policy if exists admins_see_all on auth.signing_keys;
create policy admins_see_all on auth.signing_keys for select to mps_admin using (true);

-- Which ledger this is, the server may know before anyone is signed in.
grant select on app.ledger_identity to mps_server;
drop policy if exists the_server_reads_it on app.ledger_identity;
create policy the_server_reads_it on app.ledger_identity for select to mps_server using (true);

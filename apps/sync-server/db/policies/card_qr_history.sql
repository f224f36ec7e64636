-- What codes were issued is an admin's to see, less the hashes, by which a code is found.
grant select (id, card_id, member_id, discount, offline_limit, issued_at, valid_from, expires_at, revoked_at, spent_by, created_at)
  on app.card_qr_history to mps_admin;
drop policy if exists admins_see_all on app.card_qr_history;
create policy admins_see_all on app.card_qr_history for select to mps_admin using (true);

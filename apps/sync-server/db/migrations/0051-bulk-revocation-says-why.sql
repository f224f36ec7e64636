-- It takes a reason now; functions/app makes it again.
set role mps_definer;
drop function if exists app.revoke_card_qrs(uuid[]);
reset role;

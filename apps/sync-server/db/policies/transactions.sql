-- A member sees the transactions of the cards they are bound to, a merchant's user its own, a terminal its own, an admin all.
grant select on app.transactions to mps_member, mps_merchant, mps_terminal, mps_admin;
drop policy if exists members_see_their_cards on app.transactions;
create policy members_see_their_cards on app.transactions for select to mps_member
  using (card_id in (select b.card_id from app.card_bindings b where b.member_id = (select sec.actor_id()) and b.removed_at is null));
drop policy if exists merchants_see_their_own on app.transactions;
create policy merchants_see_their_own on app.transactions for select to mps_merchant using (merchant_id = (select sec.merchant_id()));
drop policy if exists terminals_see_their_own on app.transactions;
create policy terminals_see_their_own on app.transactions for select to mps_terminal using (terminal_id = (select sec.actor_id()));
drop policy if exists admins_see_all on app.transactions;
create policy admins_see_all on app.transactions for select to mps_admin using (true);

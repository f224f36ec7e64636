-- A member sees the cards they are bound to; the binding password's hash is not among the columns granted. An admin sees all.
grant select (id, card_no, card_type, owner_member_id, balance, points, level, discount_rate, fixed_discount, status, blocked_at, replaced_by,
  expires_at, frozen_by_platform, created_at, updated_at) on app.member_cards to mps_member, mps_admin;
drop policy if exists members_see_their_cards on app.member_cards;
create policy members_see_their_cards on app.member_cards for select to mps_member
  using (id in (select b.card_id from app.card_bindings b where b.member_id = (select sec.actor_id()) and b.removed_at is null));
drop policy if exists admins_see_all on app.member_cards;
create policy admins_see_all on app.member_cards for select to mps_admin using (true);

-- A void is decided beside refunds and recharges now (app.decide_void_entry).
set role mps_definer;
drop function if exists app.refund_voided_charge(app.entry_decision, timestamptz);
reset role;

set role mps_owner;
alter table app.platform_settings
  -- How long after a charge has settled its till may take it back without a manager, by when the void was recorded.
  add column void_leave_s int not null default 120,
  add constraint voids_need_a_manager_in_the_end check (void_leave_s between 0 and 3600);
reset role;

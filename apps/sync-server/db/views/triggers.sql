-- Triggers whose functions live in functions/: made here, because a trigger belongs to its table's owner.
create or replace trigger assign_card_no before insert on app.member_cards for each row execute function app.assign_card_no();
create or replace trigger assign_member_no before insert on app.member_profiles for each row execute function app.assign_member_no();
select app.create_monthly_partition((date_trunc('month', now()) + make_interval(months => m))::date) from generate_series(-1, 3) as m;
-- The condition is judged in the insert itself, so a charge costs no call.
create or replace trigger note_shift_entry after insert on app.terminal_entries for each row
  when (new.kind in ('shift_open', 'shift_close', 'cash_in', 'cash_out', 'drawer_open')) execute function app.note_shift_entry();

set role mps_owner;

-- A shift as the entries that open and close it state it. Entries arrive in any order, so either end may be missing for a while; what lies
-- between the ends in the terminal's log belongs to the shift.
create table app.shifts (
  terminal_id uuid not null references app.terminals,
  shift_id uuid not null,
  merchant_id uuid not null references app.merchants,
  opened_epoch int,
  opened_seq bigint,
  opened_at timestamptz,
  opened_by uuid,
  float_amount numeric(12,2),
  closed_epoch int,
  closed_seq bigint,
  closed_at timestamptz,
  closed_by uuid,
  approved_by uuid,
  counted_amount numeric(12,2),
  z_no int,
  -- The Z report's figures as they were signed, in minor units (packages/shared ShiftFigures).
  figures jsonb,
  denominations jsonb,
  note text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (terminal_id, shift_id),
  constraint a_shift_has_an_end check (opened_seq is not null or closed_seq is not null),
  constraint float_is_not_negative check (float_amount >= 0),
  constraint counted_is_not_negative check (counted_amount >= 0)
);
create index shifts_by_merchant on app.shifts (merchant_id, created_at desc);
create trigger touch_updated_at before update on app.shifts for each row execute function sec.touch_updated_at();

-- Money put into and taken out of a drawer, with the reason that was given.
create table app.cash_movements (
  terminal_id uuid not null references app.terminals,
  entry_id uuid not null,
  shift_id uuid,
  epoch int not null,
  seq bigint not null,
  kind text not null,
  amount numeric(12,2) not null,
  reason text not null,
  cashier_id uuid not null,
  recorded_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (terminal_id, entry_id),
  constraint amount_is_positive check (amount > 0),
  constraint cash_goes_in_or_out check (kind in ('cash_in', 'cash_out'))
);

-- The difference between counted and expected cash that a cashier may close a shift with alone.
alter table app.merchant_policies add column shift_variance_approval_above numeric(12,2) not null default 100
  constraint variance_limit_is_not_negative check (shift_variance_approval_above >= 0);

revoke update, delete on app.cash_movements from mps_definer;
revoke delete on app.shifts from mps_definer;

reset role;

set role mps_owner;

-- Attempts at codes typed by hand, counted before the digits are compared, for card numbers that do not exist as for those that do.
create table auth.typing_attempts (
  scope text not null,
  subject bytea not null,
  attempts int not null default 1,
  since timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (scope, subject),
  constraint scope_is_known check (scope in ('card', 'terminal')),
  constraint subject_is_a_sha256 check (octet_length(subject) = 32)
);
create trigger touch_updated_at before update on auth.typing_attempts for each row execute function sec.touch_updated_at();
create index typing_attempts_by_age on auth.typing_attempts (updated_at);

-- A drawer that was opened by hand moved no money; its reason is kept beside those of the money that went in and out.
alter table app.cash_movements
  alter column amount drop not null,
  drop constraint cash_goes_in_or_out,
  add constraint a_drawer_is_filled_emptied_or_opened check (kind in ('cash_in', 'cash_out', 'drawer_open')),
  add constraint an_opening_moves_nothing check ((kind = 'drawer_open') = (amount is null));

reset role;

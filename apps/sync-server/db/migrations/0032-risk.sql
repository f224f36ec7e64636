set role mps_owner;

-- A rule never changes: an edit retires it and makes its successor, so that an entry is judged by the rules of the moment when it was scanned.
alter table app.risk_rules
  add column subject text,
  add column effective_from timestamptz not null default clock_timestamp(),
  add column retired_at timestamptz,
  add column replaces uuid references app.risk_rules,
  add column created_by uuid,
  add constraint subject_is_known check (subject in ('card', 'terminal')),
  add constraint retired_rules_are_not_active check (is_active = (retired_at is null)),
  add constraint limits_fit_the_kind check (case kind
    when 'amount_per_charge' then limit_amount > 0
    when 'large_amount' then limit_amount > 0
    when 'card_daily_sum' then limit_amount > 0
    when 'offline_exposure' then limit_amount > 0 and subject is not null
    when 'card_daily_count' then limit_count > 0
    when 'velocity' then limit_count > 0 and window_seconds between 1 and 86400 and subject is not null
    when 'failures_per_hour' then limit_count > 0 and subject is not null
    when 'two_places' then window_seconds between 1 and 86400
    else window_seconds between 1 and 3600 end is true),
  -- Judged after the money has moved, or on purpose never a reason to send a customer away.
  add constraint some_kinds_never_decline check (action <> 'decline' or kind not in ('large_amount', 'suspected_duplicate', 'offline_exposure'));
create index risk_rules_in_force on app.risk_rules (kind) where is_active;

alter table app.risk_hits
  -- The other charge of a pair: the first of two alike, the place before.
  add column related_entry_id uuid,
  -- What was measured against the limit: minor units, a number of charges, or seconds.
  add column observed bigint,
  add column reviewed_by uuid,
  add column reviewed_at timestamptz,
  add column verdict text,
  add column updated_at timestamptz not null default clock_timestamp(),
  add constraint verdict_is_known check (verdict in ('harmless', 'fraud', 'mistake')),
  add constraint reviewed_hits_say_who_and_what check ((reviewed_at is null) = (reviewed_by is null) and (reviewed_at is null) = (verdict is null)),
  add constraint a_rule_hits_an_entry_once unique (rule_id, entry_id, terminal_id);
create index risk_hits_by_terminal on app.risk_hits (terminal_id, id desc);
create trigger touch_updated_at before update on app.risk_hits for each row execute function sec.touch_updated_at();

-- How far each terminal's outcomes have been judged. Outcome numbers are given under the terminal's lock, so a number that is seen has no
-- smaller one still uncommitted: no horizon to wait for.
create table app.risk_progress (
  terminal_id uuid primary key references app.terminals,
  judged_outcome_no bigint not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
) with (fillfactor = 70);
create trigger touch_updated_at before update on app.risk_progress for each row execute function sec.touch_updated_at();

reset role;

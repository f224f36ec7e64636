set role mps_owner;

-- Who may lift a freeze: what the platform froze, a member does not thaw, and a replacement does not escape.
alter table app.member_cards add column frozen_by_platform boolean not null default false;
-- Neither column of it is changed by a charge, so balances still update in place.
create index cards_to_expire on app.member_cards (expires_at) where status = 'active' and expires_at is not null;

-- The paper behind the moves of a replacement: its id is the transaction that the ledger's and the point ledger's lines name.
create table app.card_replacements (
  id uuid primary key default sec.uuid_v7(),
  old_card_id uuid not null unique references app.member_cards,
  new_card_id uuid not null unique references app.member_cards,
  balance numeric(12,2) not null,
  points int not null,
  reason text not null,
  replaced_by uuid,
  created_at timestamptz not null default clock_timestamp(),
  constraint moved_amounts_are_not_negative check (balance >= 0 and points >= 0),
  constraint cards_do_not_replace_themselves check (old_card_id <> new_card_id)
);

-- Attempts at binding passwords, counted before the password is compared, for card numbers that do not exist as for those that do.
create table auth.binding_attempts (
  scope text not null,
  subject bytea not null,
  attempts int not null default 1,
  locked_until timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (scope, subject),
  constraint scope_is_known check (scope in ('card', 'member')),
  constraint subject_is_a_sha256 check (octet_length(subject) = 32)
);
create trigger touch_updated_at before update on auth.binding_attempts for each row execute function sec.touch_updated_at();

-- Assertions of external identity providers that were used, until they would have run out anyway: none works twice.
create table auth.external_assertions (
  provider text not null,
  assertion_id text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (provider, assertion_id)
);
create index external_assertions_by_expiry on auth.external_assertions (expires_at);

-- A PIN that a lost terminal may have given away is good for nothing but choosing a new one.
alter table auth.users add column pin_change_required boolean not null default false;

-- Entries that were refused and are kept by nobody else: forks and edits are alerts, the last two wait for an admin's release.
create table app.entry_faults (
  terminal_id uuid not null references app.terminals,
  entry_id uuid not null,
  code text not null,
  epoch int not null,
  seq bigint not null,
  hash bytea not null,
  recorded_at timestamptz not null,
  times_seen int not null default 1,
  last_seen_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp(),
  primary key (terminal_id, entry_id, code),
  constraint code_is_a_rejection check (code in ('sequence_fork', 'broken_chain', 'clock_untrusted', 'arrived_too_late'))
);

-- Numbers that a terminal has used and the server does not hold, from when they were first missed.
create table app.sequence_gaps (
  terminal_id uuid not null references app.terminals,
  epoch int not null,
  seq_from bigint not null,
  seq_to bigint not null,
  noticed_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (terminal_id, epoch, seq_from),
  constraint range_is_ordered check (seq_to >= seq_from)
);
create trigger touch_updated_at before update on app.sequence_gaps for each row execute function sec.touch_updated_at();

-- An alert about a terminal's numbers ends when its reason is gone, and is open once for each terminal.
alter table app.alerts add column resolved_at timestamptz;
create unique index one_open_alert_for_each_gap on app.alerts (kind, object_id)
  where resolved_at is null and kind in ('sequence_gap', 'sequence_fork');

reset role;

-- Functions that take more arguments now; their files make the new ones.
set role mps_definer;
drop function if exists app.revoke_terminal(uuid, boolean);
drop function if exists app.revoke_codes_of_cards(uuid[]);
drop function if exists app.freeze_card(uuid);
drop function if exists app.create_merchant(text, text, text, numeric);
reset role;

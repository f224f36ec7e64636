set role mps_owner;

-- The dispute evidence: the signed bytes as they came.
create table app.terminal_entries (
  terminal_id uuid not null,
  epoch int not null,
  seq bigint not null,
  entry_id uuid not null,
  kind text not null,
  hash bytea not null,
  prev_hash bytea not null,
  body bytea not null,
  sig bytea not null,
  recorded_at timestamptz not null,
  received_at timestamptz not null,
  outcome_no bigint not null,
  state app.entry_state not null,
  code text,
  created_at timestamptz not null default clock_timestamp(),
  primary key (terminal_id, epoch, seq),
  constraint hashes_are_sha256 check (octet_length(hash) = 32 and octet_length(prev_hash) = 32),
  constraint seq_is_positive check (seq > 0),
  constraint outcome_no_is_positive check (outcome_no > 0)
);

-- Partial, so that only a query that asks for outcome numbers can use it: on a table without statistics the planner took it for a look-up by
-- number of the entry, and read all of a terminal's entries for one.
create unique index outcome_numbers_are_never_given_twice on app.terminal_entries (terminal_id, outcome_no) where outcome_no > 0;

-- Unpartitioned and kept 400 days: the one place that makes a key settle at most once. The key comes before its scope, because keys
-- ascend and scopes do not.
create table app.idempotency_registry (
  key uuid not null,
  scope uuid not null,
  -- Null for a key that was voided before its entry was seen.
  request_hash bytea,
  state app.entry_state,
  transaction_id uuid,
  transaction_at timestamptz,
  answer jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (key, scope)
);

-- An admin lets one entry in that came too late or whose clock was not believed.
create table app.entry_releases (
  terminal_id uuid not null references app.terminals,
  entry_id uuid not null,
  released_by uuid references auth.users,
  reason text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (terminal_id, entry_id)
);

create sequence app.tx_no_seq cache 1;

create table app.transactions (
  id uuid not null,
  tx_no text not null,
  tx_type app.tx_type not null,
  card_id uuid not null,
  member_id uuid,
  merchant_id uuid,
  terminal_id uuid,
  cashier_id uuid,
  entry_id uuid,
  entry_epoch int,
  entry_seq bigint,
  qr_id uuid,
  raw_amount numeric(12,2) not null,
  discount_applied numeric(4,3) not null default 1.000,
  final_amount numeric(12,2) not null,
  fee_amount numeric(12,2) not null default 0,
  points_earned int not null default 0,
  status app.tx_status not null,
  decline_code text,
  reason text,
  payment_method app.payment_method not null,
  original_id uuid,
  original_at timestamptz,
  -- What of a payment has been given back.
  refunded_amount numeric(12,2) not null default 0,
  tag jsonb,
  scanned_at timestamptz,
  -- For a charge accepted without the server: the last contact before it. Its offline limits are counted from there.
  offline_since timestamptz,
  created_at timestamptz not null,
  primary key (id, created_at),
  constraint raw_amount_is_positive check (raw_amount > 0),
  constraint final_amount_is_not_negative check (final_amount >= 0),
  constraint fee_is_not_negative check (fee_amount >= 0),
  constraint discount_is_a_factor check (discount_applied between 0 and 1),
  constraint failed_payments_name_a_reason check (status <> 'failed' or decline_code is not null),
  constraint refunds_name_their_payment check ((tx_type = 'refund') = (original_id is not null and original_at is not null)),
  constraint refunds_within_payment check (refunded_amount between 0 and final_amount)
) partition by range (created_at);
create index transactions_by_card on app.transactions (card_id, created_at desc);
create index transactions_by_merchant on app.transactions (merchant_id, created_at desc);
create index transactions_by_type on app.transactions (tx_type, created_at desc);
create index declined_transactions on app.transactions (decline_code, created_at desc) where status = 'failed';
create index processing_transactions on app.transactions (created_at) where status = 'processing';
create index offline_transactions on app.transactions (terminal_id, offline_since, card_id) where offline_since is not null;

-- One row a move, so every transaction balances by construction.
create table app.ledger_entries (
  transaction_id uuid not null,
  line smallint not null,
  debit_type app.account_type not null,
  debit_id uuid not null,
  credit_type app.account_type not null,
  credit_id uuid not null,
  amount numeric(12,2) not null,
  created_at timestamptz not null,
  primary key (transaction_id, line, created_at),
  constraint amount_is_positive check (amount > 0),
  constraint accounts_differ check ((debit_type, debit_id) <> (credit_type, credit_id))
) partition by range (created_at);

create table app.point_ledger (
  transaction_id uuid not null,
  card_id uuid not null,
  delta int not null,
  balance_after int not null,
  created_at timestamptz not null,
  -- One index is both the key and a card's history.
  primary key (card_id, created_at, transaction_id),
  constraint points_are_never_negative check (balance_after >= 0)
) partition by range (created_at);

create table app.transactions_default partition of app.transactions default;
create table app.ledger_entries_default partition of app.ledger_entries default;
create table app.point_ledger_default partition of app.point_ledger default;

-- What one terminal has sold without the server since one last contact; a counter, so that judging a batch reads one row.
create table app.offline_windows (
  terminal_id uuid not null references app.terminals,
  since timestamptz not null,
  charge_count int not null default 0,
  charge_sum numeric(14,2) not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (terminal_id, since)
) with (fillfactor = 70);

-- A charge accepted at the till without the server and declined afterwards; changed only under the card's lock.
create table app.late_declines (
  charge_id uuid not null,
  terminal_id uuid not null references app.terminals,
  merchant_id uuid not null references app.merchants,
  card_id uuid references app.member_cards,
  member_id uuid references app.member_profiles,
  transaction_id uuid,
  transaction_at timestamptz,
  code_hash bytea not null,
  scanned_at timestamptz not null,
  amount numeric(12,2) not null,
  final_amount numeric(12,2) not null,
  decline_code text not null,
  state text not null default 'open',
  resolved_by uuid,
  resolved_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (charge_id, terminal_id),
  constraint state_is_known check (state in ('open', 'charged_again', 'member_debt', 'written_off'))
);
create index late_declines_by_merchant on app.late_declines (merchant_id, created_at desc);
create index late_declines_by_card on app.late_declines (card_id);

create table app.risk_rules (
  id uuid primary key default sec.uuid_v7(),
  kind text not null,
  merchant_id uuid references app.merchants,
  card_type app.card_type,
  limit_amount numeric(12,2),
  limit_count int,
  window_seconds int,
  action text not null,
  is_active boolean not null default true,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint action_is_known check (action in ('decline', 'flag', 'alert')),
  constraint kind_is_known check (kind in ('amount_per_charge', 'card_daily_sum', 'card_daily_count', 'velocity', 'failures_per_hour',
    'large_amount', 'two_places', 'suspected_duplicate', 'offline_exposure'))
);
create index risk_rules_by_merchant on app.risk_rules (merchant_id);

create table app.risk_hits (
  id uuid primary key default sec.uuid_v7(),
  rule_id uuid not null references app.risk_rules,
  entry_id uuid not null,
  terminal_id uuid not null,
  card_id uuid,
  action text not null,
  created_at timestamptz not null default clock_timestamp()
);
create index risk_hits_by_rule on app.risk_hits (rule_id, created_at desc);

reset role;

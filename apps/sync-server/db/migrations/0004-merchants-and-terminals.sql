set role mps_owner;

create table auth.users (
  id uuid primary key default sec.uuid_v7(),
  login text not null unique,
  name text not null,
  password_hash text,
  pin_hash text,
  is_platform_admin boolean not null default false,
  status text not null default 'active',
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint status_is_known check (status in ('active', 'suspended'))
);

create table app.merchants (
  id uuid primary key default sec.uuid_v7(),
  code text not null unique,
  name text not null,
  time_zone text not null default 'Asia/Taipei',
  status text not null default 'active',
  blocked_at timestamptz,
  fee_rate numeric(5,4) not null default 0,
  late_decline_policy text not null default 'merchant_bears',
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint status_is_known check (status in ('active', 'suspended')),
  constraint suspended_merchants_have_a_time check (status = 'active' or blocked_at is not null),
  constraint fee_rate_is_a_fraction check (fee_rate between 0 and 1),
  constraint late_decline_policy_is_known check (late_decline_policy in ('merchant_bears', 'member_debt'))
);

-- A revision never changes: an entry names the one it was made under.
create table app.merchant_policies (
  merchant_id uuid not null references app.merchants,
  revision int not null,
  min_charge numeric(12,2) not null default 0.01,
  max_charge numeric(12,2) not null default 50000,
  offline_allowed boolean not null default true,
  offline_max_per_charge numeric(12,2) not null default 1000,
  offline_max_per_card numeric(12,2) not null default 2000,
  offline_max_sum numeric(12,2) not null default 100000,
  offline_max_count int not null default 1000,
  offline_charging_hours int not null default 72,
  offline_approval_above numeric(12,2) not null default 800,
  created_at timestamptz not null default clock_timestamp(),
  primary key (merchant_id, revision),
  constraint revision_is_positive check (revision > 0),
  constraint charge_limits_are_ordered check (min_charge > 0 and max_charge >= min_charge),
  constraint offline_limits_are_not_negative check (
    offline_max_per_charge >= 0 and offline_max_per_card >= 0 and offline_max_sum >= 0 and offline_max_count >= 0
    and offline_charging_hours >= 0 and offline_approval_above >= 0)
);

create table app.merchant_users (
  merchant_id uuid not null references app.merchants,
  user_id uuid not null references auth.users,
  role text not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (merchant_id, user_id),
  constraint role_is_known check (role in ('cashier', 'manager'))
);
create index merchant_users_by_user on app.merchant_users (user_id);

-- One row is updated by every set of entries from its terminal: contact, outcome counter.
create table app.terminals (
  id uuid primary key default sec.uuid_v7(),
  merchant_id uuid not null references app.merchants,
  label text not null,
  status text not null default 'active',
  blocked_at timestamptz,
  drain_allowed boolean not null default true,
  current_epoch int not null default 0,
  last_outcome_no bigint not null default 0,
  -- What the terminal said it had made when it last called: a later number cannot be older than that call.
  contact_epoch int not null default 0,
  contact_seq bigint not null default 0,
  contact_at timestamptz,
  last_seen_at timestamptz,
  app_version text,
  clock_offset_ms bigint,
  queue_depth int,
  queue_sum numeric(12,2),
  queue_oldest_age_s bigint,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint status_is_known check (status in ('active', 'revoked')),
  constraint revoked_terminals_have_a_time check (status = 'active' or blocked_at is not null)
) with (fillfactor = 50);
create index terminals_by_merchant on app.terminals (merchant_id);

create table app.terminal_epochs (
  terminal_id uuid not null references app.terminals,
  epoch int not null,
  public_key bytea not null,
  -- The highest number held without a gap below it, as far as the last heartbeat looked.
  held_seq bigint not null default 0,
  opened_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp(),
  primary key (terminal_id, epoch),
  constraint epoch_is_positive check (epoch > 0),
  constraint public_key_is_ed25519 check (octet_length(public_key) = 32)
);

create table auth.pairing_codes (
  id uuid primary key default sec.uuid_v7(),
  terminal_id uuid not null references app.terminals,
  code_hash bytea not null,
  tries_left int not null default 5,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  constraint tries_are_not_negative check (tries_left >= 0)
);
create index pairing_codes_by_terminal on auth.pairing_codes (terminal_id);
create unique index open_pairing_codes on auth.pairing_codes (code_hash) where used_at is null;

create table auth.member_credentials (
  member_id uuid primary key references app.member_profiles,
  password_hash text not null,
  failed_count int not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

create table auth.signing_keys (
  key_id smallint primary key,
  public_key bytea not null,
  valid_from timestamptz not null,
  retired_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  constraint key_id_fits_a_byte check (key_id between 0 and 255),
  constraint public_key_is_ed25519 check (octet_length(public_key) = 32)
);

reset role;

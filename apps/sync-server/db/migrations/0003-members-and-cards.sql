set role mps_owner;

create table app.member_profiles (
  id uuid primary key default sec.uuid_v7(),
  member_no text not null unique,
  name text not null,
  phone text unique,
  email text unique,
  status app.member_status not null default 'active',
  blocked_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint member_no_is_m_and_ten_digits check (member_no ~ '^M[0-9]{10}$'),
  constraint blocked_members_have_a_time check (status = 'active' or blocked_at is not null)
);

create table app.member_external_identities (
  id uuid primary key default sec.uuid_v7(),
  member_id uuid not null references app.member_profiles,
  provider text not null,
  external_id text not null,
  meta jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  constraint provider_is_known check (provider in ('wechat', 'alipay', 'line')),
  unique (provider, external_id),
  unique (member_id, provider)
);

create table app.membership_levels (
  level int primary key,
  name text not null,
  min_points int not null,
  max_points int,
  discount numeric(4,3) not null,
  is_active boolean not null default true,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint points_range_is_ordered check (min_points >= 0 and (max_points is null or max_points >= min_points)),
  constraint discount_is_a_factor check (discount between 0 and 1),
  constraint level_ranges_do_not_overlap exclude using gist (int4range(min_points, max_points, '[]') with &&) where (is_active)
);

-- Nothing that a charge changes is indexed, and pages keep room, so that a balance updates in place.
create table app.member_cards (
  id uuid primary key default sec.uuid_v7(),
  card_no text not null unique,
  card_type app.card_type not null,
  owner_member_id uuid not null references app.member_profiles,
  balance numeric(12,2) not null default 0,
  points int not null default 0,
  level int references app.membership_levels,
  discount_rate numeric(4,3) not null default 1.000,
  fixed_discount numeric(4,3),
  binding_password_hash text,
  status app.card_status not null default 'active',
  blocked_at timestamptz,
  replaced_by uuid references app.member_cards,
  expires_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint card_no_has_sixteen_digits check (card_no ~ '^[0-9]{16}$'),
  constraint balance_is_never_negative check (balance >= 0),
  constraint points_are_never_negative check (points >= 0),
  constraint discount_rate_is_a_factor check (discount_rate between 0 and 1),
  constraint fixed_discount_is_a_factor check (fixed_discount between 0 and 1),
  constraint corporate_cards_have_a_fixed_discount check (card_type <> 'corporate' or fixed_discount is not null),
  constraint blocked_cards_have_a_time check (status in ('active', 'expired') or blocked_at is not null),
  constraint cards_do_not_replace_themselves check (replaced_by <> id)
) with (fillfactor = 70);
create index member_cards_by_owner on app.member_cards (owner_member_id, card_type);
create index active_cards_by_owner on app.member_cards (owner_member_id) where status = 'active';

create table app.card_bindings (
  card_id uuid not null references app.member_cards,
  member_id uuid not null references app.member_profiles,
  role app.binding_role not null,
  limit_per_charge numeric(12,2),
  limit_per_day numeric(12,2),
  -- Kept when a member leaves: a charge scanned before still settles.
  removed_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (card_id, member_id),
  constraint limits_are_positive check (limit_per_charge > 0 and limit_per_day > 0)
);
create index card_bindings_by_member on app.card_bindings (member_id);

create table app.card_qr_history (
  id uuid primary key default sec.uuid_v7(),
  card_id uuid not null references app.member_cards,
  member_id uuid not null references app.member_profiles,
  qr_hash bytea not null unique,
  discount numeric(4,3) not null,
  offline_limit numeric(12,2) not null,
  issued_at timestamptz not null default clock_timestamp(),
  valid_from timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  -- The entry that spent it.
  spent_by uuid,
  created_at timestamptz not null default clock_timestamp(),
  constraint qr_hash_is_a_sha256 check (octet_length(qr_hash) = 32),
  constraint code_has_a_life check (expires_at > valid_from),
  constraint discount_is_a_factor check (discount between 0 and 1),
  constraint offline_limit_is_not_negative check (offline_limit >= 0)
) with (fillfactor = 80);
create index codes_by_expiry on app.card_qr_history (expires_at);
create index code_history_by_card on app.card_qr_history (card_id, issued_at desc);

create table app.card_qr_state (
  card_id uuid primary key references app.member_cards,
  current_qr_id uuid not null references app.card_qr_history on delete cascade,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
) with (fillfactor = 70);
create index code_state_by_code on app.card_qr_state (current_qr_id);

reset role;

set role mps_owner;

-- One sign-in on one device: a family of refresh tokens, and the access tokens that name it. Ended rows are kept until a job drops them.
create table auth.sessions (
  id uuid primary key default sec.uuid_v7(),
  -- The audience of its access tokens.
  kind text not null,
  user_id uuid references auth.users,
  member_id uuid references app.member_profiles,
  -- The shop that a user of several acts for now.
  merchant_id uuid references app.merchants,
  -- No refresh token carries it further than this, however often it is used.
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint kind_is_known check (kind in ('member', 'user', 'admin')),
  constraint sessions_belong_to_one_person check (num_nonnulls(user_id, member_id) = 1 and (kind = 'member') = (member_id is not null)),
  constraint only_users_act_for_a_merchant check (merchant_id is null or kind = 'user'),
  constraint ended_sessions_say_why check ((ended_at is null) = (end_reason is null))
);
create index open_sessions_by_user on auth.sessions (user_id) where ended_at is null and user_id is not null;
create index open_sessions_by_member on auth.sessions (member_id) where ended_at is null and member_id is not null;
create index sessions_by_merchant on auth.sessions (merchant_id) where ended_at is null and merchant_id is not null;
-- What every instance asks each second: a handful of rows, however many sessions there are.
create index sessions_ended on auth.sessions (ended_at) where ended_at is not null;
create index sessions_by_expiry on auth.sessions (expires_at);

-- Only hashes: whoever reads this table can refresh nothing.
create table auth.refresh_tokens (
  token_hash bytea primary key,
  session_id uuid not null references auth.sessions on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz,
  successor_hash bytea,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint hashes_are_sha256 check (octet_length(token_hash) = 32 and octet_length(successor_hash) = 32),
  constraint used_tokens_have_a_successor check ((used_at is null) = (successor_hash is null))
);
create index refresh_tokens_by_session on auth.refresh_tokens (session_id);

-- Failures by login, known or not: the key is an HMAC of the login, so that the table tells nobody who tried to sign in as whom.
create table auth.login_attempts (
  attempt_key bytea primary key,
  failed_count int not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint keys_are_sha256 check (octet_length(attempt_key) = 32),
  constraint failures_are_counted check (failed_count >= 0)
) with (fillfactor = 70);
create index login_attempts_by_time on auth.login_attempts (updated_at);

-- The second factor (RFC 6238). The secret is sealed by the server, so that a copy of the database gives no codes.
create table auth.totp_secrets (
  user_id uuid primary key references auth.users,
  sealed_secret bytea not null,
  confirmed_at timestamptz,
  -- The newest time step that was used: none is accepted twice.
  last_step bigint not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

create table auth.recovery_codes (
  user_id uuid not null references auth.users,
  code_hash bytea not null,
  used_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (user_id, code_hash),
  constraint code_hash_is_a_sha256 check (octet_length(code_hash) = 32)
);

do $$
declare
  v_table text;
begin
  foreach v_table in array array['sessions', 'refresh_tokens', 'login_attempts', 'totp_secrets', 'recovery_codes'] loop
    execute format('create trigger touch_updated_at before update on auth.%I for each row execute function sec.touch_updated_at()', v_table);
  end loop;
end $$;

-- The counters of failures moved to auth.login_attempts, which knows unknown logins too.
alter table auth.member_credentials drop column failed_count, drop column locked_until;

reset role;

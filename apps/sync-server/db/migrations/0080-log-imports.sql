set role mps_owner;

-- Logs that an admin brought as files: what was in each, and how often it came. The entries themselves are in terminal_entries.
create table app.terminal_log_imports (
  terminal_id uuid not null references app.terminals,
  -- SHA-256 of the file.
  file_hash bytea not null,
  exported_at timestamptz not null,
  imported_by uuid not null,
  times_imported int not null default 1,
  -- How many entries ended in each state, the last time.
  states jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (terminal_id, file_hash),
  constraint file_hash_is_a_sha256 check (octet_length(file_hash) = 32),
  constraint times_imported_is_positive check (times_imported > 0)
);
create trigger touch_updated_at before update on app.terminal_log_imports for each row execute function sec.touch_updated_at();
revoke delete on app.terminal_log_imports from mps_definer;

reset role;

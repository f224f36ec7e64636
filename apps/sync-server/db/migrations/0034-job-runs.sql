set role mps_owner;

-- One row a job: who claims it runs it, so that of any number of instances one does.
create table app.job_runs (
  name text primary key,
  started_at timestamptz not null,
  finished_at timestamptz,
  -- What it did, or why it failed; null while it runs.
  outcome text,
  detail text,
  run_count bigint not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint outcome_is_known check (outcome in ('done', 'failed')),
  constraint finished_runs_have_an_outcome check ((finished_at is null) = (outcome is null))
);
create trigger touch_updated_at before update on app.job_runs for each row execute function sec.touch_updated_at();

reset role;

-- Whether the caller may run a job now: it is due, and nobody runs it. A run that says nothing for as long as its lease (its instance was killed) is
-- taken over. Counted from the start of the last run, so that a slow one does not drift.
create or replace function app.claim_job(name text, every_s int, lease_s int) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  insert into app.job_runs as j (name, started_at) values (claim_job.name, v_now)
  on conflict on constraint job_runs_pkey do update set started_at = v_now, finished_at = null, outcome = null, detail = null, run_count = j.run_count + 1
  where j.started_at <= v_now - make_interval(secs => claim_job.every_s)
    and (j.finished_at is not null or j.started_at <= v_now - make_interval(secs => claim_job.lease_s));
  return found;
end $$;
grant execute on function app.claim_job(text, int, int) to mps_server;

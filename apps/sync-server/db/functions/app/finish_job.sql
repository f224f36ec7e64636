-- Notes what became of a claimed job's run: outcome done or failed, and a line about it.
create or replace function app.finish_job(name text, outcome text, detail text) returns void
language sql volatile security definer
set search_path = pg_catalog
as $$
  update app.job_runs j set finished_at = clock_timestamp(), outcome = finish_job.outcome, detail = finish_job.detail where j.name = finish_job.name
$$;
grant execute on function app.finish_job(text, text, text) to mps_server;

-- Notes entries of a terminal that settlement rejected for their place or their time; nobody else keeps them. Element i is one entry. The
-- server calls it after the set, beside the answer. A terminal that floods it with forged numbers fills a few hundred rows and no more.
create or replace function app.note_entry_faults(terminal_id uuid, entry_ids uuid[], codes text[], epochs int[], seqs bigint[], hashes bytea[],
  recorded_ats timestamptz[]) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  insert into app.entry_faults as f (terminal_id, entry_id, code, epoch, seq, hash, recorded_at)
  select distinct on (i.entry_id, i.code) note_entry_faults.terminal_id, i.entry_id, i.code, i.epoch, i.seq, i.hash, i.recorded_at
  from unnest(note_entry_faults.entry_ids, note_entry_faults.codes, note_entry_faults.epochs, note_entry_faults.seqs, note_entry_faults.hashes,
    note_entry_faults.recorded_ats) as i (entry_id, code, epoch, seq, hash, recorded_at)
  where (select count(*) from app.entry_faults o where o.terminal_id = note_entry_faults.terminal_id) < 200
    or exists (select from app.entry_faults o where o.terminal_id = note_entry_faults.terminal_id and o.entry_id = i.entry_id and o.code = i.code)
  order by i.entry_id, i.code
  on conflict on constraint entry_faults_pkey do update set times_seen = f.times_seen + 1, last_seen_at = clock_timestamp();
end $$;
grant execute on function app.note_entry_faults(uuid, uuid[], text[], int[], bigint[], bytea[], timestamptz[]) to mps_server;

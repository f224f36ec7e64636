-- Seals the audit rows of all transactions that have ended since the last seal, at most about max_rows of them, and returns how many; null where another
-- instance is at it. Writers are never waited for and never wait: a seal ends before the oldest transaction that is still running.
-- A database that was restored from a dump counts transactions from anew: what was not sealed before is sealed as the end of the old count.
create or replace function audit.seal_events(max_rows int default 20000) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_last audit.seals;
  v_new audit.seals;
  v_horizon bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
begin
  if not pg_try_advisory_xact_lock(4607182422) then
    return null;
  end if;
  select * into v_last from audit.seals s order by s.seal_no desc limit 1;
  v_new.form := 2;
  v_new.seal_no := coalesce(v_last.seal_no, 0) + 1;
  v_new.era_first_id := coalesce(v_last.era_first_id, 0);
  v_new.from_txid := coalesce(v_last.to_txid, 0);
  v_new.to_txid := v_horizon;
  -- The transaction that the last seal ended before is still running: a range of one would end behind it, and its rows belong to no seal.
  if v_new.from_txid = v_horizon then
    return 0;
  end if;
  if v_new.from_txid > v_horizon then
    if v_new.from_txid < 9223372036854775807 then
      -- The old count ends here, with the rows that this count of transactions has not written.
      v_new.to_txid := 9223372036854775807;
    else
      select max(s.last_id) + 1 into v_new.era_first_id from audit.seals s;
      v_new.from_txid := 0;
    end if;
  end if;
  if v_new.to_txid = v_horizon then
    -- A range ends between transactions: about where the row lies that is max_rows behind the last sealed one. To look for the exact one among all
    -- rows that are not sealed yet would read them all for each seal.
    select e.txid into v_new.to_txid from audit.event_log e
    where e.id > coalesce(v_last.last_id, 0) and e.id >= v_new.era_first_id order by e.id offset seal_events.max_rows limit 1;
    v_new.to_txid := least(greatest(coalesce(v_new.to_txid, v_horizon), v_new.from_txid + 1), v_horizon);
  end if;
  -- As audit.sealed_rows, whose call would copy each row.
  select min(e.id), max(e.id), count(*), coalesce(array_agg(e.id order by e.id), '{}'), coalesce(string_agg(audit.row_digest(e), '' order by e.id), '')
  into v_new.first_id, v_new.last_id, v_new.row_count, v_new.row_ids, v_new.row_hashes
  from audit.event_log e
  where e.txid >= v_new.from_txid and e.txid < v_new.to_txid and e.id >= v_new.era_first_id;
  if v_new.row_count = 0 and v_new.to_txid <= v_horizon then
    return 0;
  end if;
  v_new.first_id := coalesce(v_new.first_id, v_last.last_id);
  v_new.last_id := coalesce(v_new.last_id, v_last.last_id);
  v_new.prev_hash := coalesce(v_last.hash, decode(repeat('00', 32), 'hex'));
  insert into audit.seals (form, seal_no, era_first_id, from_txid, to_txid, first_id, last_id, row_count, row_ids, row_hashes, prev_hash, hash)
  overriding system value
  values (v_new.form, v_new.seal_no, v_new.era_first_id, v_new.from_txid, v_new.to_txid, v_new.first_id, v_new.last_id, v_new.row_count, v_new.row_ids, v_new.row_hashes,
    v_new.prev_hash, audit.seal_hash(v_new));
  return v_new.row_count;
end $$;
grant execute on function audit.seal_events(int) to mps_server;

-- Checks every seal and every sealed row, from a seal on, and names what is wrong, the first fault first: seal_removed, chain_broken, seal_changed,
-- row_changed, row_removed, row_inserted (a row that claims a transaction whose seal does not know it). No row means that nothing is wrong.
-- What was written after the newest seal is not covered yet; whoever removes the newest seals with their rows is found by the hashes in the log.
create or replace function audit.verify_audit(from_seal bigint default 1) returns table (seal_no bigint, event_id bigint, fault text)
language plpgsql stable security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
  v_seal audit.seals;
  v_before audit.seals;
  v_until bigint;
begin
  select * into v_before from audit.seals s where s.seal_no = verify_audit.from_seal - 1;
  v_before.seal_no := coalesce(v_before.seal_no, verify_audit.from_seal - 1);
  for v_seal in select * from audit.seals s where s.seal_no >= verify_audit.from_seal order by s.seal_no loop
    if v_seal.seal_no <> v_before.seal_no + 1 then
      return query select v_before.seal_no + 1, null::bigint, 'seal_removed';
    elsif v_seal.prev_hash is distinct from coalesce(v_before.hash, decode(repeat('00', 32), 'hex')) then
      return query select v_seal.seal_no, null::bigint, 'chain_broken';
    end if;
    if v_seal.hash is distinct from audit.seal_hash(v_seal) then
      return query select v_seal.seal_no, null::bigint, 'seal_changed';
    end if;
    v_until := coalesce((select min(s.era_first_id) from audit.seals s where s.era_first_id > v_seal.era_first_id), 9223372036854775807);
    -- The end of an old count covers what it lists: later rows of the new one lie in its range as well until that has a seal.
    if v_seal.to_txid = 9223372036854775807 then
      v_until := least(v_until, v_seal.last_id + 1);
    end if;
    return query
      select v_seal.seal_no, coalesce(e.id, k.id), case when e.id is null then 'row_removed' when k.id is null then 'row_inserted' else 'row_changed' end
      from (select i.id, substring(v_seal.row_hashes from (16 * (i.ord - 1) + 1)::int for 16) as digest
        from unnest(v_seal.row_ids) with ordinality as i (id, ord)) k
      full join (select r.id, case v_seal.form when 1 then audit.row_digest_1(r) else audit.row_digest(r) end as digest from audit.sealed_rows(v_seal.era_first_id, v_until, v_seal.from_txid, v_seal.to_txid) r) e
        on e.id = k.id
      where e.digest is distinct from k.digest
      order by 2;
    v_before := v_seal;
  end loop;
end $$;
grant execute on function audit.verify_audit(bigint) to mps_server, mps_admin;

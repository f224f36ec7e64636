-- The SHA-256 that a seal has to have, by its form: of its range, its rows and the seal before it.
create or replace function audit.seal_hash(s audit.seals) returns bytea
language sql stable parallel safe
set search_path = pg_catalog
as $$
  select sha256(s.prev_hash || case s.form
    when 1 then convert_to(jsonb_build_array(s.seal_no, s.era_first_id, s.from_txid, s.to_txid, s.first_id, s.last_id, s.row_count, to_jsonb(s.row_ids))::text, 'UTF8')
    else record_send(row(s.form, s.seal_no, s.era_first_id, s.from_txid, s.to_txid, s.first_id, s.last_id, s.row_count, s.row_ids)) end || s.row_hashes)
$$;

-- An admin throws a merchant's newest draft away, to cover its days otherwise. Raises MP001 not_found, MP034 settlement_is_final for one that is
-- confirmed, MP037 settlement_is_not_the_last when a later one builds on it.
create or replace function app.discard_settlement(settlement_id uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  s app.settlements;
begin
  select * into s from app.settlements x where x.id = discard_settlement.settlement_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  perform pg_advisory_xact_lock(sec.card_lock_key(s.merchant_id));
  if exists (select from app.settlements later where later.merchant_id = s.merchant_id and later.last_day > s.last_day) then
    raise exception 'settlement_is_not_the_last' using errcode = 'MP037';
  end if;
  -- The table's trigger refuses any but a draft, also one confirmed a moment ago.
  delete from app.settlements x where x.id = s.id;
  perform audit.log('settlement.discarded', 'settlement', s.id, jsonb_build_object('merchant', s.merchant_id, 'net', (s.net * 100)::bigint));
end $$;
grant execute on function app.discard_settlement(uuid) to mps_admin;

-- Locks cards for the rest of the transaction: distinct keys, ascending, so that two callers that share cards cannot deadlock.
-- A statement of its own: whoever reads after it sees what the holders before it committed.
create or replace function sec.lock_multiple_cards(ids uuid[]) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_key bigint;
begin
  for v_key in select distinct sec.card_lock_key(i.id) as key from unnest(lock_multiple_cards.ids) as i (id) where i.id is not null order by key loop
    perform pg_advisory_xact_lock(v_key);
  end loop;
end $$;
grant execute on function sec.lock_multiple_cards(uuid[]) to mps_server, mps_member, mps_merchant, mps_admin;

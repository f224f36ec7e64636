-- Stops the issuing of codes for these cards until the transaction ends. Issuing holds the same keys shared, so whoever revokes after this
-- statement sees every code that was issued, and whoever issues afterwards sees the card's new state.
create or replace function sec.lock_code_issue(card_ids uuid[]) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_key bigint;
begin
  for v_key in select distinct sec.code_lock_key(i.id) as key from unnest(lock_code_issue.card_ids) as i (id) where i.id is not null order by key loop
    perform pg_advisory_xact_lock(v_key);
  end loop;
end $$;

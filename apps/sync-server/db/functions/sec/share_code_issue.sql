-- Held while codes of these cards are issued; see sec.lock_code_issue.
create or replace function sec.share_code_issue(card_ids uuid[]) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_key bigint;
begin
  for v_key in select distinct sec.code_lock_key(i.id) as key from unnest(share_code_issue.card_ids) as i (id) where i.id is not null order by key loop
    perform pg_advisory_xact_lock_shared(v_key);
  end loop;
end $$;

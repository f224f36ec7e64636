-- A card and all those that it replaced, one after another: their transactions are its history.
create or replace function app.card_lineage(card_id uuid) returns uuid[]
language sql stable security definer
set search_path = pg_catalog
as $$
  with recursive lineage as (
    select card_lineage.card_id as id
    union all
    select r.old_card_id from lineage l join app.card_replacements r on r.new_card_id = l.id
  )
  select array_agg(l.id) from lineage l
$$;
grant execute on function app.card_lineage(uuid) to mps_admin;

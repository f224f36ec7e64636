-- What a member has paid since a moment with the cards that this one replaced, in minor units: a limit per day does not begin anew with a new card.
-- Internal.
create or replace function app.spent_before_replacement(card_id uuid, member_id uuid, since timestamptz) returns bigint
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce(sum(t.final_amount * 100)::bigint, 0)
  from unnest(app.card_lineage(spent_before_replacement.card_id)) as old (id)
  join app.transactions t on t.card_id = old.id and t.member_id = spent_before_replacement.member_id and t.tx_type = 'payment' and t.status <> 'failed'
    and t.created_at >= spent_before_replacement.since
  where old.id <> spent_before_replacement.card_id
$$;

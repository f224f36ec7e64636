-- Passes when the transaction's actor is the card's owner or an admin of it, or a platform admin. Raises as app.require_card_role. Internal.
create or replace function app.require_card_admin(card_id uuid) returns void
language sql stable security definer
set search_path = pg_catalog
as $$
  select app.require_card_role(require_card_admin.card_id, '{owner,admin}')
$$;

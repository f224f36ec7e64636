-- Ends every code of these cards that could still be charged. Returns how many. Internal: freezing, losing, revoking and suspending use it.
create or replace function app.revoke_codes_of_cards(card_ids uuid[]) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_count int;
begin
  update app.card_qr_history q set revoked_at = clock_timestamp()
  where q.card_id = any (revoke_codes_of_cards.card_ids) and q.revoked_at is null and q.spent_by is null
    and q.expires_at > clock_timestamp() - interval '2 minutes';
  get diagnostics v_count = row_count;
  delete from app.card_qr_state s where s.card_id = any (revoke_codes_of_cards.card_ids);
  return v_count;
end $$;

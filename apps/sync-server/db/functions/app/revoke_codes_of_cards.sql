-- Ends every code of these cards that could still be charged; with a member, only those issued to that member. Nothing is issued for them
-- until the transaction ends. Returns how many ended. Internal: freezing, losing, replacing, unbinding and suspending use it.
create or replace function app.revoke_codes_of_cards(card_ids uuid[], member_id uuid default null) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_count int;
begin
  perform sec.lock_code_issue(revoke_codes_of_cards.card_ids);
  update app.card_qr_history q set revoked_at = clock_timestamp()
  where q.card_id = any (revoke_codes_of_cards.card_ids) and q.revoked_at is null and q.spent_by is null
    and q.expires_at > clock_timestamp() - interval '2 minutes'
    and (revoke_codes_of_cards.member_id is null or q.member_id = revoke_codes_of_cards.member_id);
  get diagnostics v_count = row_count;
  delete from app.card_qr_state s using app.card_qr_history q
  where s.card_id = any (revoke_codes_of_cards.card_ids) and q.id = s.current_qr_id and q.revoked_at is not null;
  return v_count;
end $$;

-- Retires current codes that have expired and purges codes that no late entry can name any more (late arrival and the 35 days a terminal
-- keeps its entries, with a margin), and assertions and attempts whose time is over. New codes exist only where a wallet asks.
-- Returns how many codes were retired and purged. The time is the statement's: no index serves one that is volatile.
create or replace function app.cron_rotate_qr_tokens(out retired int, out purged int)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  delete from app.card_qr_state s using app.card_qr_history q
  where q.id = s.current_qr_id and q.expires_at < statement_timestamp() - interval '2 minutes';
  get diagnostics cron_rotate_qr_tokens.retired = row_count;
  delete from app.card_qr_history q where q.expires_at < statement_timestamp() - interval '90 days';
  get diagnostics cron_rotate_qr_tokens.purged = row_count;
  delete from auth.external_assertions x where x.expires_at < statement_timestamp() - interval '1 hour';
  delete from auth.binding_attempts a where a.updated_at < statement_timestamp() - interval '1 day';
  delete from auth.typing_attempts a where a.updated_at < statement_timestamp() - interval '1 day';
  if cron_rotate_qr_tokens.purged > 0 then
    perform audit.log('code.purged', 'code', null, jsonb_build_object('count', cron_rotate_qr_tokens.purged));
  end if;
end $$;
grant execute on function app.cron_rotate_qr_tokens() to mps_server;

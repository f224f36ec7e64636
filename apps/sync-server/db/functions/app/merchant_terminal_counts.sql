-- What each terminal of a merchant says it has made against what the server holds of it, for its users and admins, as packages/shared
-- TerminalCounts has it. difference names the state: even | queued (the terminal says that it still has as many to send) | missing (made, not held
-- and not waiting: somebody must look). missingSeqs are the first twenty numbers. Counted from where the last heartbeat stopped looking.
-- Raises MP001 not_found for a foreign merchant.
create or replace function app.merchant_terminal_counts(merchant_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  perform sec.require_merchant(merchant_terminal_counts.merchant_id);
  return (
    select coalesce(jsonb_agg(jsonb_build_object('terminalId', t.id, 'label', t.label, 'status', t.status, 'lastSeenAt', app.iso_time(t.last_seen_at),
      'appVersion', t.app_version, 'epoch', t.contact_epoch, 'made', t.contact_seq, 'held', h.held,
      'queued', jsonb_build_object('count', coalesce(t.queue_depth, 0), 'amount', coalesce((t.queue_sum * 100)::bigint, 0), 'oldestAgeS', t.queue_oldest_age_s),
      'difference', case when h.held >= t.contact_seq then 'even' when t.contact_seq - h.held <= coalesce(t.queue_depth, 0) then 'queued' else 'missing' end,
      'missingSeqs', case when h.held >= t.contact_seq then '[]'::jsonb else (
        select coalesce(jsonb_agg(n.seq order by n.seq), '[]') from (
          select g.seq from generate_series(h.held_seq + 1, t.contact_seq) as g (seq)
          where not exists (select from app.terminal_entries x where x.terminal_id = t.id and x.epoch = t.contact_epoch and x.seq = g.seq)
          order by g.seq limit 20) n) end
      ) order by t.label, t.id), '[]')
    from app.terminals t
    cross join lateral (
      select coalesce(e.held_seq, 0) as held_seq, coalesce(e.held_seq, 0) + (
        select count(*) from app.terminal_entries x
        where x.terminal_id = t.id and x.epoch = t.contact_epoch and x.seq > coalesce(e.held_seq, 0) and x.seq <= t.contact_seq) as held
      from (select 1) one left join app.terminal_epochs e on e.terminal_id = t.id and e.epoch = t.contact_epoch
    ) h
    where t.merchant_id = merchant_terminal_counts.merchant_id);
end $$;
grant execute on function app.merchant_terminal_counts(uuid) to mps_merchant, mps_admin;

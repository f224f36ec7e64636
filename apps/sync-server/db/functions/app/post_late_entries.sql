-- What a set with late declines, or with charges made again, changes beside the money: the list of late declines, and the one state of a late
-- decline that was charged again. Internal: app.post_entries calls it under every lock.
-- Where the merchant's policy is member_debt, a decline for want of money or by the member's own limit becomes the member's debt at once; any other
-- (a frozen card, a code used twice) is for a person to judge.
create or replace function app.post_late_entries(decisions app.entry_decision[], at timestamptz) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
as $$
begin
  insert into app.late_declines (charge_id, terminal_id, merchant_id, card_id, member_id, transaction_id, transaction_at, code_hash, scanned_at,
    amount, final_amount, decline_code)
  select e.entry_id, e.terminal_id, e.merchant_id, e.card_id, e.member_id, e.transaction_id, case when e.transaction_id is not null then post_late_entries.at end, e.code_hash,
    e.scanned_at, e.amount / 100.0, e.final / 100.0, e.code
  from unnest(post_late_entries.decisions) e
  where e.kind = 'charge' and e.state = 'declined' and e.arrived_late and e.retry_of is null;

  update app.late_declines l set state = 'charged_again', resolved_by = e.cashier_id, resolved_at = post_late_entries.at
  from unnest(post_late_entries.decisions) e
  where e.state = 'settled' and e.retry_of = l.charge_id and e.merchant_id = l.merchant_id and l.state = 'open';

  perform app.make_member_debt(e.entry_id, e.terminal_id, null, 'late_decline_policy', post_late_entries.at)
  from unnest(post_late_entries.decisions) e
  join app.merchants m on m.id = e.merchant_id and m.late_decline_policy = 'member_debt'
  where e.kind = 'charge' and e.state = 'declined' and e.arrived_late and e.retry_of is null and e.member_id is not null and e.final > 0
    and e.code in ('insufficient_balance', 'member_limit_exceeded');
end $$;

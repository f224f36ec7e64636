-- What the member of this transaction owes or has owed, the newest first, as packages/shared MemberDebt has it.
create or replace function app.my_debts() returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'cardId', app.current_card(d.card_id), 'merchantName', m.name,
    'amount', (d.amount * 100)::bigint, 'repaid', (d.repaid * 100)::bigint, 'left', ((d.amount - d.repaid) * 100)::bigint,
    'declineCode', l.decline_code, 'scannedAt', app.iso_time(l.scanned_at), 'createdAt', app.iso_time(d.created_at))
    order by d.created_at desc, d.id desc), '[]')
  from app.member_debts d
  join app.merchants m on m.id = d.merchant_id
  join app.late_declines l on l.charge_id = d.charge_id and l.terminal_id = d.terminal_id
  where d.member_id = (select sec.actor_id())
$$;
grant execute on function app.my_debts() to mps_member;

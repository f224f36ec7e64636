-- One transaction of a card of this transaction's member by its number, with what was given back of it, as packages/shared
-- MemberTransactionDetail has it; null for a number that is not theirs to know. A shared card's owner and admins read who paid; its other
-- members only whether it was they themselves.
create or replace function app.my_transaction(tx_no text) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  with mine as (
    select b.card_id, b.role from app.card_bindings b where b.member_id = (select sec.actor_id()) and b.removed_at is null
  ), found as (
    select t.*, mine.role from mine
    join app.transactions t on t.card_id = mine.card_id
    -- A number begins with its UTC day, so the card's index and one partition find it.
    where my_transaction.tx_no ~ '^[0-9]{19}$' and t.tx_no = my_transaction.tx_no
      and t.created_at >= app.day_of_tx_no(my_transaction.tx_no) and t.created_at < app.day_of_tx_no(my_transaction.tx_no) + interval '1 day'
  )
  select jsonb_build_object(
    'txNo', t.tx_no, 'cardId', app.current_card(t.card_id), 'txType', t.tx_type, 'merchantName', m.name, 'rawAmount', (t.raw_amount * 100)::bigint,
    'finalAmount', (t.final_amount * 100)::bigint, 'refundedAmount', (t.refunded_amount * 100)::bigint, 'points', t.points_earned,
    'status', t.status, 'declineCode', t.decline_code, 'paymentMethod', t.payment_method,
    'isDebt', t.tag is not null and t.tag ? 'lateDecline', 'createdAt', app.iso_time(t.created_at),
    'discount', (t.discount_applied * 1000)::int, 'terminalLabel', e.label, 'scannedAt', app.iso_time(t.scanned_at),
    'isMine', coalesce(t.member_id = (select sec.actor_id()), false),
    'memberName', case when t.role in ('owner', 'admin') or t.member_id = (select sec.actor_id()) then p.name end,
    'reason', case when t.tx_type = 'refund' then t.reason end,
    'originalTxNo', (select o.tx_no from app.transactions o where o.id = t.original_id and o.created_at = t.original_at),
    'refunds', (
      select coalesce(jsonb_agg(jsonb_build_object('txNo', r.tx_no, 'amount', (r.final_amount * 100)::bigint, 'createdAt', app.iso_time(r.created_at))
        order by r.created_at), '[]')
      from app.transactions r
      where r.tx_type = 'refund' and r.original_id = t.id and r.created_at >= t.created_at and r.card_id in (t.card_id, app.current_card(t.card_id))))
  from found t
  left join app.merchants m on m.id = t.merchant_id
  left join app.terminals e on e.id = t.terminal_id
  left join app.member_profiles p on p.id = t.member_id
  limit 1
$$;
grant execute on function app.my_transaction(text) to mps_member;

-- The transactions of one card of this transaction's member, or of all of them (card_id null), the newest first, as packages/shared
-- MemberTransaction has them plus id and cursorAt. What happened on a card that was replaced belongs to its successor.
-- Pages by (created_at, id): pass the last row's to go on. Raises MP001 not_found for a card that is not theirs.
create or replace function app.my_transactions(card_id uuid, before_at timestamptz default null, before_id uuid default null, lim int default 50) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  if my_transactions.card_id is not null and not exists (select from app.card_bindings b
    where b.card_id = my_transactions.card_id and b.member_id = sec.actor_id() and b.removed_at is null) then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', t.id, 'txNo', t.tx_no, 'cardId', t.current_id, 'txType', t.tx_type, 'merchantName', m.name, 'rawAmount', (t.raw_amount * 100)::bigint,
      'finalAmount', (t.final_amount * 100)::bigint, 'refundedAmount', (t.refunded_amount * 100)::bigint, 'points', t.points_earned,
      'status', t.status, 'declineCode', t.decline_code, 'paymentMethod', t.payment_method,
    'isDebt', t.tag is not null and t.tag ? 'lateDecline',
      -- Microseconds: the cursor must name the row exactly.
      'createdAt', app.iso_time(t.created_at), 'cursorAt', t.created_at::text
    ) order by t.created_at desc, t.id desc), '[]')
    from (
      -- A page of each card by its index, then the newest of those: no card's whole history is read.
      select x.*, c.current_id
      from (
        select b.card_id, app.current_card(b.card_id) as current_id from app.card_bindings b
        where b.member_id = (select sec.actor_id()) and b.removed_at is null
      ) c
      cross join lateral (
        select * from app.transactions y
        where y.card_id = c.card_id and (my_transactions.before_at is null
          or (y.created_at, y.id) < (my_transactions.before_at, my_transactions.before_id))
        order by y.created_at desc, y.id desc limit my_transactions.lim
      ) x
      where my_transactions.card_id is null or my_transactions.card_id in (c.card_id, c.current_id)
      order by x.created_at desc, x.id desc limit my_transactions.lim
    ) t left join app.merchants m on m.id = t.merchant_id);
end $$;
grant execute on function app.my_transactions(uuid, timestamptz, uuid, int) to mps_member;

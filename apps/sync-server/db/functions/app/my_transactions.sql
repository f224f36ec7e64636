-- A card's transactions, the newest first, for a member bound to it, as packages/shared MemberTransaction has them plus id.
-- Pages by (created_at, id): pass the last row's to go on. Raises MP001 not_found.
create or replace function app.my_transactions(card_id uuid, before_at timestamptz default null, before_id uuid default null, lim int default 50) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  if not exists (select from app.card_bindings b
    where b.card_id = my_transactions.card_id and b.member_id = sec.actor_id() and b.removed_at is null) then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', t.id, 'txNo', t.tx_no, 'txType', t.tx_type, 'merchantName', m.name, 'rawAmount', (t.raw_amount * 100)::bigint,
      'finalAmount', (t.final_amount * 100)::bigint, 'points', t.points_earned, 'status', t.status, 'declineCode', t.decline_code,
      -- Microseconds: the cursor must name the row exactly.
      'createdAt', app.iso_time(t.created_at), 'cursorAt', t.created_at::text
    ) order by t.created_at desc, t.id desc), '[]')
    from (
      select * from app.transactions x
      where x.card_id = my_transactions.card_id and (my_transactions.before_at is null
        or (x.created_at, x.id) < (my_transactions.before_at, my_transactions.before_id))
      order by x.created_at desc, x.id desc limit my_transactions.lim
    ) t left join app.merchants m on m.id = t.merchant_id);
end $$;
grant execute on function app.my_transactions(uuid, timestamptz, uuid, int) to mps_member;

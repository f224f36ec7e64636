-- Whether a code of the transaction's member can still be charged, and what was charged on it, as packages/shared CodeStatus has it less
-- serverTime; null for a code that is not theirs.
create or replace function app.my_code_status(qr_hash bytea) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select jsonb_build_object(
    'codeHash', encode(q.qr_hash, 'hex'),
    'state', case
      when q.spent_by is not null then 'spent' when q.revoked_at is not null then 'revoked'
      when q.expires_at <= clock_timestamp() then 'expired' when q.valid_from > clock_timestamp() then 'waiting' else 'alive' end,
    'charge', (
      select jsonb_build_object('txNo', t.tx_no, 'merchantName', m.name, 'final', (t.final_amount * 100)::bigint, 'points', t.points_earned,
        'state', case when t.status = 'failed' then 'declined' else 'settled' end, 'code', t.decline_code, 'settledAt', app.iso_time(t.created_at))
      from app.transactions t left join app.merchants m on m.id = t.merchant_id
      where t.card_id in (q.card_id, app.current_card(q.card_id)) and t.qr_id = q.id and t.created_at >= q.issued_at
      order by t.status = 'failed', t.created_at desc limit 1))
  from app.card_qr_history q
  where q.qr_hash = my_code_status.qr_hash and q.member_id = (select sec.actor_id())
$$;
grant execute on function app.my_code_status(bytea) to mps_member;

-- Takes up a code that a restored database has lost: its platform signature is genuine (the server's verdict), and it was issued in the time
-- that was lost. It is the card owner's. facts are what the code says. Returns whether it was taken up; a code from any other time is not.
create or replace function app.adopt_lost_code(qr_hash bytea, card_no text, discount numeric, offline_limit numeric, valid_from timestamptz,
  expires_at timestamptz) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  insert into app.card_qr_history (card_id, member_id, qr_hash, discount, offline_limit, valid_from, expires_at)
  select c.id, c.owner_member_id, adopt_lost_code.qr_hash, adopt_lost_code.discount, adopt_lost_code.offline_limit, adopt_lost_code.valid_from,
    adopt_lost_code.expires_at
  from app.member_cards c
  where c.card_no = adopt_lost_code.card_no and exists (
    -- A code may start later than it was issued (spares), by an hour and a half at most: five lives of a quarter of an hour.
    select from app.ledger_gaps g
    where adopt_lost_code.valid_from between g.lost_from - interval '2 minutes' and g.lost_until + interval '90 minutes')
  on conflict on constraint card_qr_history_qr_hash_key do nothing;
  if found then
    perform audit.log('code.adopted', 'code', null, jsonb_build_object('hash', left(encode(adopt_lost_code.qr_hash, 'hex'), 8)));
  end if;
  return found;
end $$;
grant execute on function app.adopt_lost_code(bytea, text, numeric, numeric, timestamptz, timestamptz) to mps_server;

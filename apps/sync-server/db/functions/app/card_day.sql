-- What was settled on a card, and on those that it replaced, up to a moment of its business day, in the zone of the merchant that asks, by when it was scanned: total in minor
-- units and number of charges. upto_id is the transaction to count itself in (ties of a moment go by id); null counts all up to the moment. Internal.
create or replace function app.card_day(card_id uuid, at timestamptz, time_zone text, upto_id uuid, out total bigint, out charges bigint)
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce(sum((t.final_amount * 100)::bigint), 0), count(*)
  from app.transactions t
  where t.card_id = any (app.card_lineage(card_day.card_id)) and t.tx_type = 'payment' and t.status <> 'failed'
    -- Nothing settles earlier than it was scanned, but for two minutes of clock.
    and t.created_at >= date_trunc('day', card_day.at at time zone card_day.time_zone) at time zone card_day.time_zone - interval '2 minutes'
    and t.scanned_at >= date_trunc('day', card_day.at at time zone card_day.time_zone) at time zone card_day.time_zone
    and (t.scanned_at, t.id) <= (card_day.at, coalesce(card_day.upto_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
$$;

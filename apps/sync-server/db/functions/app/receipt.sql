-- How the entry of a receipt stands now, for whoever holds its link: entry id and the first bytes of its hash. No personal data, no card.
-- Null where the server holds no such entry (yet).
create or replace function app.receipt(entry_id uuid, hash_prefix bytea) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select jsonb_build_object(
    'state', case
      when g.state <> 'settled' then g.state::text
      when tx.status = 'refunded' then 'refunded'
      when tx.refunded_amount > 0 then 'partly_refunded'
      else 'settled' end,
    'kind', coalesce(tx.tx_type::text, 'payment'), 'merchant', m.name, 'timeZone', m.time_zone,
    'currency', (select s.currency from app.platform_settings s),
    'number', tx.entry_epoch || '-' || tx.entry_seq, 'txNo', tx.tx_no, 'amount', (tx.raw_amount * 100)::bigint,
    'final', (tx.final_amount * 100)::bigint, 'refunded', (tx.refunded_amount * 100)::bigint,
    'at', app.iso_time(coalesce(tx.scanned_at, tx.created_at, g.created_at)))
  from app.idempotency_registry g
  join app.terminals t on t.id = g.scope
  join app.merchants m on m.id = t.merchant_id
  left join app.transactions tx on tx.id = g.transaction_id and tx.created_at = g.transaction_at
  where g.key = receipt.entry_id and octet_length(receipt.hash_prefix) = 8 and substring(g.request_hash for 8) = receipt.hash_prefix
    and g.state in ('settled', 'declined', 'voided')
$$;
grant execute on function app.receipt(uuid, bytea) to mps_server;

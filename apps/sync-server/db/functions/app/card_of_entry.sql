-- The card that a refund, recharge or void of a terminal's log concerns as things stand: the one that has the money now, null where there is none.
-- Asked before its lock is taken and again under it, since a charge may settle and a card be replaced in between. Internal.
create or replace function app.card_of_entry(b jsonb, merchant_id uuid) returns uuid
language sql volatile security definer
set search_path = pg_catalog
as $$
  select app.current_card(case card_of_entry.b ->> 'kind'
    when 'refund' then (app.find_transaction(card_of_entry.b ->> 'txNo', card_of_entry.merchant_id)).card_id
    when 'void' then (
      select tx.card_id from app.idempotency_registry g
      join app.transactions tx on tx.id = g.transaction_id and tx.created_at = g.transaction_at
      where g.key = (card_of_entry.b ->> 'chargeId')::uuid and g.scope = (card_of_entry.b ->> 'terminalId')::uuid)
    else (select q.card_id from app.card_qr_history q where q.qr_hash = decode(card_of_entry.b ->> 'codeHash', 'hex'))
  end)
$$;

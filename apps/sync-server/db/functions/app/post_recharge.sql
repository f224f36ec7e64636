-- Posts a recharge that app.recharge_refusal has let through: transaction, postings, balance, debts first, audit. What a merchant took at its
-- till, in cash or by any other method, it holds for the platform (merchant_cash); everything else reached the platform itself.
-- amount in minor units. The caller holds the card's lock and, where there is one, the merchant's (shared). Internal: granted to nobody.
create or replace function app.post_recharge(
  card_id uuid, amount bigint, method app.payment_method, reference text, member_id uuid, merchant_id uuid, actor_id uuid, at timestamptz,
  terminal_id uuid default null, entry_id uuid default null, entry_epoch int default null, entry_seq bigint default null, scanned_at timestamptz default null,
  out tx_id uuid, out recharge_no text, out debt_repaid bigint
)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_is_held boolean := post_recharge.merchant_id is not null;
begin
  tx_id := sec.uuid_v7();
  recharge_no := app.next_tx_no(post_recharge.at);
  insert into app.transactions (id, tx_no, tx_type, card_id, member_id, merchant_id, terminal_id, cashier_id, entry_id, entry_epoch, entry_seq, raw_amount,
    final_amount, status, payment_method, tag, scanned_at, created_at)
  values (tx_id, recharge_no, 'recharge', post_recharge.card_id, post_recharge.member_id, post_recharge.merchant_id, post_recharge.terminal_id,
    case when v_is_held then post_recharge.actor_id end, post_recharge.entry_id, post_recharge.entry_epoch, post_recharge.entry_seq,
    post_recharge.amount / 100.0, post_recharge.amount / 100.0, 'completed', post_recharge.method,
    case when post_recharge.reference <> '' then jsonb_build_object('reference', post_recharge.reference) end, post_recharge.scanned_at, post_recharge.at);
  insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
  values (tx_id, 1, case when v_is_held then 'merchant_cash'::app.account_type else 'external_method' end,
    coalesce(post_recharge.merchant_id, '00000000-0000-0000-0000-000000000000'), 'card_balance', post_recharge.card_id,
    post_recharge.amount / 100.0, post_recharge.at);
  update app.member_cards c set balance = c.balance + post_recharge.amount / 100.0 where c.id = post_recharge.card_id;
  debt_repaid := app.repay_debts(post_recharge.card_id, tx_id, post_recharge.amount, post_recharge.at);
  insert into audit.event_log (happened_at, actor_user_id, device_id, action, object_type, object_id, context)
  values (post_recharge.at, post_recharge.actor_id, post_recharge.terminal_id, 'card.recharged', 'card', post_recharge.card_id, jsonb_strip_nulls(jsonb_build_object(
    'tx', tx_id, 'amount', post_recharge.amount, 'method', post_recharge.method, 'terminal', post_recharge.terminal_id,
    'debtRepaid', nullif(debt_repaid, 0))));
end $$;

-- Credits a paid intent to the card that has the money now, debts first. Internal: app.apply_provider_event holds the card's lock and the intent's.
create or replace function app.complete_recharge_intent(i app.recharge_intents, card_id uuid, provider_ref text, at timestamptz) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  r record;
begin
  r := app.post_recharge(complete_recharge_intent.card_id, ((complete_recharge_intent.i).amount * 100)::bigint, (complete_recharge_intent.i).method,
    complete_recharge_intent.provider_ref, (complete_recharge_intent.i).member_id, null, null, complete_recharge_intent.at);
  update app.recharge_intents x
  set state = 'completed', failure = null, transaction_id = r.tx_id, transaction_at = complete_recharge_intent.at, completed_at = complete_recharge_intent.at,
    provider_ref = coalesce(x.provider_ref, complete_recharge_intent.provider_ref)
  where x.id = (complete_recharge_intent.i).id;
end $$;

-- Takes in what a payment provider says of an intent, whose signature the server has verified. Each event counts once, in whatever order and
-- however late they come:
--   succeeded  credits the card, once, also when the intent has expired, failed or been cancelled meanwhile: the provider has the member's money.
--              A wrong amount or currency credits nothing and is alerted; so is a card that can take no money (the provider must give it back).
--   failed, cancelled, expired   end a pending intent; after any other end they change nothing.
-- The ceiling was judged when the intent was made, and what has been paid since is not turned away. amount in minor units.
-- Returns completed | duplicate | ended | ignored | mismatch | undeliverable | unknown.
create or replace function app.apply_provider_event(provider text, event_id text, kind text, intent_id uuid, provider_ref text, amount bigint, currency text,
  body_hash bytea) returns text
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  i app.recharge_intents;
  v_card_id uuid;
  v_now timestamptz;
  v_outcome text;
begin
  select * into i from app.recharge_intents x where x.id = apply_provider_event.intent_id and x.provider = apply_provider_event.provider;
  v_card_id := app.lock_current_card(null, i.card_id);
  v_now := clock_timestamp();
  select * into i from app.recharge_intents x where x.id = i.id for update;
  v_outcome := case
    when exists (select from app.provider_events e where e.provider = apply_provider_event.provider and e.event_id = apply_provider_event.event_id) then 'duplicate'
    when i.id is null or i.provider_ref <> apply_provider_event.provider_ref then 'unknown'
    when apply_provider_event.kind <> 'succeeded' then case when i.state = 'pending' then 'ended' else 'ignored' end
    when i.state in ('completed', 'undeliverable') then 'duplicate'
    when i.amount * 100 <> apply_provider_event.amount or i.currency <> apply_provider_event.currency then 'mismatch'
    when exists (select from app.member_cards c where c.id = v_card_id and c.status in ('closed', 'lost')) then 'undeliverable'
    else 'completed'
  end;
  insert into app.provider_events as e (provider, event_id, intent_id, kind, body_hash, outcome, received_at)
  values (apply_provider_event.provider, apply_provider_event.event_id, i.id, apply_provider_event.kind, apply_provider_event.body_hash, v_outcome, v_now)
  on conflict on constraint provider_events_pkey do nothing;
  if not found then
    return 'duplicate';
  elsif v_outcome = 'ended' then
    update app.recharge_intents x set state = apply_provider_event.kind where x.id = i.id;
  elsif v_outcome = 'completed' then
    perform app.complete_recharge_intent(i, v_card_id, apply_provider_event.provider_ref, v_now);
  elsif v_outcome = 'undeliverable' then
    update app.recharge_intents x set state = 'undeliverable', failure = 'card_closed' where x.id = i.id;
  end if;
  if v_outcome in ('mismatch', 'undeliverable', 'unknown') then
    perform app.raise_alert('recharge_' || v_outcome, case v_outcome when 'unknown' then 'MEDIUM' else 'HIGH' end, 'recharge_intent', i.id,
      jsonb_strip_nulls(jsonb_build_object('provider', apply_provider_event.provider, 'event', apply_provider_event.event_id, 'amount', apply_provider_event.amount,
        'currency', apply_provider_event.currency)));
  end if;
  return v_outcome;
end $$;
grant execute on function app.apply_provider_event(text, text, text, uuid, text, bigint, text, bytea) to mps_server;

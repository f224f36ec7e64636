-- A member's wish to put money on a card that they may see, before it is paid: what the provider will be asked for. Pending intents of the card
-- count against its ceiling, so that two of them cannot pass it together. amount in minor units. Raises MP001 not_found, and what
-- app.recharge_refusal says. Returns a RechargeIntent (packages/shared).
create or replace function app.create_recharge_intent(card_id uuid, amount bigint, currency text, method app.payment_method, provider text) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  c app.member_cards;
  v_now timestamptz;
  v_id uuid := sec.uuid_v7();
begin
  if not exists (select from app.card_bindings b
    where b.card_id = create_recharge_intent.card_id and b.member_id = sec.actor_id() and b.removed_at is null) then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  perform sec.lock_multiple_cards(array[create_recharge_intent.card_id]);
  v_now := clock_timestamp();
  select * into strict c from app.member_cards m where m.id = create_recharge_intent.card_id;
  c.balance := c.balance + coalesce((select sum(i.amount) from app.recharge_intents i
    where i.card_id = c.id and i.state = 'pending' and i.expires_at > v_now), 0);
  perform app.raise_refusal(app.recharge_refusal(c, create_recharge_intent.amount, create_recharge_intent.currency, true, v_now));
  insert into app.recharge_intents (id, member_id, card_id, amount, currency, method, provider, expires_at)
  select v_id, sec.actor_id(), c.id, create_recharge_intent.amount / 100.0, create_recharge_intent.currency, create_recharge_intent.method,
    create_recharge_intent.provider, v_now + make_interval(mins => s.recharge_intent_minutes)
  from app.platform_settings s;
  perform audit.log('recharge.intended', 'recharge_intent', v_id, jsonb_build_object('card', c.id, 'amount', create_recharge_intent.amount));
  return app.recharge_intent_json(v_id);
end $$;
grant execute on function app.create_recharge_intent(uuid, bigint, text, app.payment_method, text) to mps_member;

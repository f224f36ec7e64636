-- Gives up a pending recharge of the member of this transaction; again changes nothing. Should the provider say afterwards that it was paid, the
-- money is credited all the same. Raises MP001 not_found, MP003 state_conflict once it is completed.
create or replace function app.cancel_recharge_intent(intent_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_state text;
begin
  select i.state into v_state from app.recharge_intents i
  where i.id = cancel_recharge_intent.intent_id and i.member_id = sec.actor_id() for update;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif v_state in ('completed', 'undeliverable') then
    raise exception 'state_conflict' using errcode = 'MP003';
  elsif v_state = 'pending' then
    update app.recharge_intents i set state = 'cancelled' where i.id = cancel_recharge_intent.intent_id;
    perform audit.log('recharge.cancelled', 'recharge_intent', cancel_recharge_intent.intent_id);
  end if;
  return app.recharge_intent_json(cancel_recharge_intent.intent_id);
end $$;
grant execute on function app.cancel_recharge_intent(uuid) to mps_member;

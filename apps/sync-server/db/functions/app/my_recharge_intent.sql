-- One of the recharges that the member of this transaction began. Raises MP001 not_found.
create or replace function app.my_recharge_intent(intent_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  if not exists (select from app.recharge_intents i where i.id = my_recharge_intent.intent_id and i.member_id = sec.actor_id()) then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  return app.recharge_intent_json(my_recharge_intent.intent_id);
end $$;
grant execute on function app.my_recharge_intent(uuid) to mps_member;

-- Lets a member use a card with a role and, where given, limits in minor units; a member who left comes back with the new role. A platform
-- admin's; a member binds themselves by the card's binding password (app.finish_card_binding). Binding again changes role and limits; a viewer's codes end.
-- Raises MP001 not_found, MP003 state_conflict for a card or member that is no more, MP052 last_owner.
create or replace function app.bind_member_to_card(card_id uuid, member_id uuid, role app.binding_role,
  limit_per_charge bigint default null, limit_per_day bigint default null) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_before jsonb;
begin
  perform sec.lock_multiple_cards(array[bind_member_to_card.card_id]);
  perform app.require_card_admin(bind_member_to_card.card_id);
  -- Who is being erased at this moment does not slip into another card.
  perform from app.member_profiles m where m.id = bind_member_to_card.member_id for share;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif exists (select from app.member_profiles m where m.id = bind_member_to_card.member_id and m.status = 'deleted')
    or exists (select from app.member_cards c where c.id = bind_member_to_card.card_id and (c.status = 'closed' or c.replaced_by is not null)) then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  if bind_member_to_card.role <> 'owner' then
    perform app.require_another_owner(bind_member_to_card.card_id, bind_member_to_card.member_id);
  end if;
  v_before := app.binding_as_json(bind_member_to_card.card_id, bind_member_to_card.member_id);
  insert into app.card_bindings as b (card_id, member_id, role, limit_per_charge, limit_per_day)
  values (bind_member_to_card.card_id, bind_member_to_card.member_id, bind_member_to_card.role, bind_member_to_card.limit_per_charge / 100.0,
    bind_member_to_card.limit_per_day / 100.0)
  on conflict on constraint card_bindings_pkey do update set role = excluded.role, limit_per_charge = excluded.limit_per_charge,
    limit_per_day = excluded.limit_per_day, removed_at = null;
  -- Who only sees from now on holds no code that pays, neither on the phone nor at a till without a network.
  if bind_member_to_card.role = 'viewer' then
    perform app.revoke_codes_of_cards(array[bind_member_to_card.card_id], bind_member_to_card.member_id);
  end if;
  perform app.settle_primary_owner(bind_member_to_card.card_id);
  perform audit.log('card.bound', 'card', bind_member_to_card.card_id, jsonb_build_object('member', bind_member_to_card.member_id,
    'before', v_before, 'after', app.binding_as_json(bind_member_to_card.card_id, bind_member_to_card.member_id)));
end $$;
grant execute on function app.bind_member_to_card(uuid, uuid, app.binding_role, bigint, bigint) to mps_admin;

-- Changes the role and the limits (minor units, null for none) of a member of a card. Owners change anybody; a card's admin only members and
-- viewers, and only to member or viewer; a platform admin anybody. The last owner stays one.
-- Raises MP001 not_found, MP002 forbidden, MP052 last_owner.
create or replace function app.update_card_binding(card_id uuid, member_id uuid, role app.binding_role, limit_per_charge bigint, limit_per_day bigint) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_before jsonb;
begin
  perform sec.lock_multiple_cards(array[update_card_binding.card_id]);
  perform app.require_card_admin(update_card_binding.card_id);
  v_before := app.binding_as_json(update_card_binding.card_id, update_card_binding.member_id);
  if v_before is null then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  if v_before ->> 'role' not in ('member', 'viewer') or update_card_binding.role not in ('member', 'viewer') then
    perform app.require_card_role(update_card_binding.card_id, '{owner}');
  end if;
  if update_card_binding.role <> 'owner' then
    perform app.require_another_owner(update_card_binding.card_id, update_card_binding.member_id);
  end if;
  update app.card_bindings b
  set role = update_card_binding.role, limit_per_charge = update_card_binding.limit_per_charge / 100.0,
    limit_per_day = update_card_binding.limit_per_day / 100.0
  where b.card_id = update_card_binding.card_id and b.member_id = update_card_binding.member_id;
  if update_card_binding.role = 'viewer' then
    perform app.revoke_codes_of_cards(array[update_card_binding.card_id], update_card_binding.member_id);
  end if;
  perform app.settle_primary_owner(update_card_binding.card_id);
  perform audit.log('card.binding_changed', 'card', update_card_binding.card_id, jsonb_build_object('member', update_card_binding.member_id,
    'before', v_before, 'after', app.binding_as_json(update_card_binding.card_id, update_card_binding.member_id)));
end $$;
grant execute on function app.update_card_binding(uuid, uuid, app.binding_role, bigint, bigint) to mps_member, mps_admin;

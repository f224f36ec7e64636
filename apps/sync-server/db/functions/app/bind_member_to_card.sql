-- Lets a member use a card with a role and, where given, limits in minor units; a member who left comes back with the new role.
-- Admin side: the member's own binding, with the card's binding password, checks that password first. Raises MP001 not_found.
create or replace function app.bind_member_to_card(card_id uuid, member_id uuid, role app.binding_role,
  limit_per_charge bigint default null, limit_per_day bigint default null) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  perform app.require_card_admin(bind_member_to_card.card_id);
  insert into app.card_bindings as b (card_id, member_id, role, limit_per_charge, limit_per_day)
  values (bind_member_to_card.card_id, bind_member_to_card.member_id, bind_member_to_card.role, bind_member_to_card.limit_per_charge / 100.0,
    bind_member_to_card.limit_per_day / 100.0)
  on conflict on constraint card_bindings_pkey do update set role = excluded.role, limit_per_charge = excluded.limit_per_charge,
    limit_per_day = excluded.limit_per_day, removed_at = null;
  perform audit.log('card.bound', 'card', bind_member_to_card.card_id,
    jsonb_build_object('member', bind_member_to_card.member_id, 'role', bind_member_to_card.role));
end $$;
grant execute on function app.bind_member_to_card(uuid, uuid, app.binding_role, bigint, bigint) to mps_admin;

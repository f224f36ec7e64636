-- Ends a member's use of a card and the codes it issued to them: their own at any time, members and viewers by the card's admins, anybody by
-- its owners and by a platform admin. The last owner cannot leave. The row is kept, so a charge scanned before still settles; the cards that
-- this one replaced close to the member as well. Raises MP001 not_found, MP002 forbidden, MP052 last_owner.
create or replace function app.unbind_member_from_card(card_id uuid, member_id uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_before jsonb;
begin
  perform sec.lock_multiple_cards(array[unbind_member_from_card.card_id]);
  perform app.require_card_role(unbind_member_from_card.card_id, '{owner,admin,member,viewer}');
  if not sec.is_admin() and unbind_member_from_card.member_id <> sec.actor_id() then
    perform app.require_card_admin(unbind_member_from_card.card_id);
  end if;
  v_before := app.binding_as_json(unbind_member_from_card.card_id, unbind_member_from_card.member_id);
  if v_before is null then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  if v_before ->> 'role' in ('owner', 'admin') and unbind_member_from_card.member_id is distinct from sec.actor_id() then
    perform app.require_card_role(unbind_member_from_card.card_id, '{owner}');
  end if;
  perform app.require_another_owner(unbind_member_from_card.card_id, unbind_member_from_card.member_id);
  update app.card_bindings b set removed_at = clock_timestamp()
  where b.card_id = any (app.card_lineage(unbind_member_from_card.card_id)) and b.member_id = unbind_member_from_card.member_id
    and b.removed_at is null;
  perform app.revoke_codes_of_cards(array[unbind_member_from_card.card_id], unbind_member_from_card.member_id);
  perform app.settle_primary_owner(unbind_member_from_card.card_id);
  perform audit.log('card.unbound', 'card', unbind_member_from_card.card_id,
    jsonb_build_object('member', unbind_member_from_card.member_id, 'before', v_before));
end $$;
grant execute on function app.unbind_member_from_card(uuid, uuid) to mps_member, mps_admin;

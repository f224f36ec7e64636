-- Who may use a card, for its owners, its admins and platform admins: id, member number, name, role, limits in minor units, since when, as
-- packages/shared CardMember has them. Raises MP001 not_found, MP002 forbidden.
create or replace function app.card_members(card_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  perform app.require_card_admin(card_members.card_id);
  return (
    select coalesce(jsonb_agg(jsonb_build_object('memberId', m.id, 'memberNo', m.member_no, 'name', m.name, 'role', b.role,
      'limitPerCharge', (b.limit_per_charge * 100)::bigint, 'limitPerDay', (b.limit_per_day * 100)::bigint,
      'boundAt', app.iso_time(b.created_at)) order by b.created_at, m.id), '[]')
    from app.card_bindings b join app.member_profiles m on m.id = b.member_id
    where b.card_id = card_members.card_id and b.removed_at is null);
end $$;
grant execute on function app.card_members(uuid) to mps_member, mps_admin;

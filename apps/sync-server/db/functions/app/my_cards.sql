-- The cards that the member of this transaction owns or is bound to, as packages/shared MemberCard has them.
create or replace function app.my_cards() returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', c.id, 'cardNo', c.card_no, 'cardType', c.card_type, 'status',
      case when c.status = 'active' and c.expires_at <= clock_timestamp() then 'expired' else c.status::text end,
    'role', b.role, 'balance', (c.balance * 100)::bigint, 'points', c.points, 'level', c.level, 'levelName', l.name,
    'discount', (case c.card_type when 'corporate' then c.fixed_discount when 'voucher' then 1 else c.discount_rate end * 1000)::int,
    'expiresAt', app.iso_time(c.expires_at),
    'mayPay', b.role <> 'viewer' and c.status = 'active' and coalesce(c.expires_at > clock_timestamp(), true) and m.status = 'active',
    'limitPerCharge', (b.limit_per_charge * 100)::bigint, 'limitPerDay', (b.limit_per_day * 100)::bigint,
    'hasBindingPassword', case when b.role in ('owner', 'admin') then c.binding_password_hash is not null end
  ) order by c.created_at, c.id), '[]')
  from app.card_bindings b
  join app.member_cards c on c.id = b.card_id
  join app.member_profiles m on m.id = b.member_id
  left join app.membership_levels l on l.level = c.level
  where b.member_id = (select sec.actor_id()) and b.removed_at is null and c.replaced_by is null
$$;
grant execute on function app.my_cards() to mps_member;

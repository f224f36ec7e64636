-- What codes for many cards would carry now, for an admin's bulk issue: as app.quote_card_qr, one row for each card and member that may have
-- a code; the rest are left out. A null member is the card's owner.
create or replace function app.quote_card_qrs(card_ids uuid[], member_ids uuid[])
returns table (card_id uuid, member_id uuid, card_no text, card_type text, discount numeric(4,3), offline_limit numeric(12,2), ttl_s int)
language sql stable security definer
set search_path = pg_catalog
as $$
  select c.id, m.id, c.card_no, c.card_type::text,
    (case c.card_type when 'corporate' then c.fixed_discount when 'voucher' then 1.000 else c.discount_rate end)::numeric(4,3),
    (select coalesce(max(step), 0) from unnest(s.offline_limit_steps) as step where step * 100 <= app.payable_without_server(c, b))::numeric(12,2), s.code_ttl_s
  from unnest(quote_card_qrs.card_ids, quote_card_qrs.member_ids) with ordinality as i (card_id, member_id, ord)
  join app.member_cards c on c.id = i.card_id
  join app.member_profiles m on m.id = coalesce(i.member_id, c.owner_member_id)
  join app.card_bindings b on b.card_id = c.id and b.member_id = m.id
  cross join app.platform_settings s
  where c.status = 'active' and coalesce(c.expires_at > clock_timestamp(), true) and m.status = 'active' and b.removed_at is null and b.role <> 'viewer'
  order by i.ord
$$;
grant execute on function app.quote_card_qrs(uuid[], uuid[]) to mps_admin;

-- What a code for this card would carry now, for the member of this transaction: number, type, discount factor, the most that may be taken
-- on it without the server, and its life. The discount follows the card: level for standard and prepaid, fixed for corporate, none for a
-- voucher. The limit is what the member may pay, floored to one of five steps, so that it says little about the balance.
-- Raises MP001 not_found, MP010 code_issue_refused.
create or replace function app.quote_card_qr(card_id uuid)
returns table (card_no text, card_type text, discount numeric(4,3), offline_limit numeric(12,2), ttl_s int)
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v record;
begin
  select c.*, b.role, m.status as member_status, app.payable_without_server(c, b) as payable into v
  from app.member_cards c
  join app.card_bindings b on b.card_id = c.id and b.member_id = (select sec.actor_id()) and b.removed_at is null
  join app.member_profiles m on m.id = b.member_id
  where c.id = quote_card_qr.card_id;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  if v.role = 'viewer' or v.status <> 'active' or v.member_status <> 'active' or v.expires_at <= clock_timestamp() then
    raise exception 'code_issue_refused' using errcode = 'MP010';
  end if;
  return query
    select v.card_no, v.card_type::text,
      (case v.card_type when 'corporate' then v.fixed_discount when 'voucher' then 1.000 else v.discount_rate end)::numeric(4,3),
      (select coalesce(max(step), 0) from unnest(s.offline_limit_steps) as step where step * 100 <= v.payable)::numeric(12,2),
      s.code_ttl_s
    from app.platform_settings s;
end $$;
grant execute on function app.quote_card_qr(uuid) to mps_member;

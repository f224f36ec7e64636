-- Replaces a card by a new one of the same kind, at the word of an owner or a platform admin: balance and points move with their ledger
-- lines, bindings, limits and binding password are copied, and the old card's codes end. The old card stays as it was shown: what was scanned
-- before it was blocked settles on the successor. Only the platform replaces a card that the platform froze (the freeze goes along) or one
-- that has expired. expires_at: the successor's, null for the old card's own. Returns the successor's id.
-- Raises MP001 not_found, MP002 forbidden, MP003 state_conflict.
create or replace function app.replace_card(card_id uuid, reason text, expires_at timestamptz default null) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  c app.member_cards;
  v_new uuid := sec.uuid_v7();
  v_move uuid := sec.uuid_v7();
  v_now timestamptz;
begin
  perform sec.lock_multiple_cards(array[replace_card.card_id]);
  perform app.require_card_role(replace_card.card_id, '{owner}');
  v_now := clock_timestamp();
  select * into strict c from app.member_cards m where m.id = replace_card.card_id;
  if c.replaced_by is not null or c.status = 'closed' then
    raise exception 'state_conflict' using errcode = 'MP003';
  elsif not sec.is_admin() and (c.frozen_by_platform or c.expires_at <= v_now or replace_card.expires_at is not null) then
    raise exception 'forbidden' using errcode = 'MP002';
  elsif coalesce(replace_card.expires_at, c.expires_at) <= v_now then
    raise exception 'state_conflict' using errcode = 'MP003', detail = 'the successor would be expired already';
  end if;

  insert into app.member_cards (id, card_type, owner_member_id, balance, points, level, discount_rate, fixed_discount, binding_password_hash,
    status, blocked_at, frozen_by_platform, expires_at)
  values (v_new, c.card_type, c.owner_member_id, c.balance, c.points, c.level, c.discount_rate, c.fixed_discount, c.binding_password_hash,
    case when c.frozen_by_platform then 'frozen'::app.card_status else 'active' end, case when c.frozen_by_platform then v_now end,
    c.frozen_by_platform, coalesce(replace_card.expires_at, c.expires_at));
  insert into app.card_bindings (card_id, member_id, role, limit_per_charge, limit_per_day, removed_at)
  select v_new, b.member_id, b.role, b.limit_per_charge, b.limit_per_day, b.removed_at from app.card_bindings b where b.card_id = c.id;
  if c.balance > 0 then
    insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
    values (v_move, 1, 'card_balance', c.id, 'card_balance', v_new, c.balance, v_now);
  end if;
  if c.points > 0 then
    insert into app.point_ledger (transaction_id, card_id, delta, balance_after, created_at)
    values (v_move, c.id, -c.points, 0, v_now), (v_move, v_new, c.points, c.points, v_now);
  end if;
  update app.member_cards m
  set balance = 0, points = 0, replaced_by = v_new, blocked_at = coalesce(m.blocked_at, v_now),
    status = case when m.status = 'lost' then m.status else 'closed' end
  where m.id = c.id;
  insert into app.card_replacements (id, old_card_id, new_card_id, balance, points, reason, replaced_by, created_at)
  values (v_move, c.id, v_new, c.balance, c.points, replace_card.reason, sec.actor_id(), v_now);
  perform app.revoke_codes_of_cards(array[c.id]);
  perform audit.log('card.replaced', 'card', c.id, jsonb_build_object('before', jsonb_build_object('status', c.status),
    'after', jsonb_build_object('replacedBy', v_new), 'balance', (c.balance * 100)::bigint, 'points', c.points, 'reason', replace_card.reason));
  return v_new;
end $$;
grant execute on function app.replace_card(uuid, text, timestamptz) to mps_member, mps_admin;

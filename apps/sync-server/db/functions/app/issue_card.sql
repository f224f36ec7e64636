-- Issues a card to a member, who becomes its owner. A voucher comes with its balance (the platform funds it); every other card starts empty.
-- A corporate card needs its fixed discount factor, and no other has one. balance in minor units. Returns the card's id.
-- Raises MP001 not_found, MP003 state_conflict for a member who is not active, MP023 amount_out_of_range,
-- MP055 card_terms_invalid for a fixed discount where none belongs, or an end in the past.
create or replace function app.issue_card(owner_member_id uuid, card_type app.card_type, fixed_discount numeric default null,
  balance bigint default 0, expires_at timestamptz default null) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_id uuid := sec.uuid_v7();
  v_tx uuid := sec.uuid_v7();
  v_now timestamptz;
  v_level app.membership_levels;
  v_status app.member_status;
begin
  -- Who is being suspended or erased at this moment gets no card afterwards.
  select m.status into v_status from app.member_profiles m where m.id = issue_card.owner_member_id for share;
  v_now := clock_timestamp();
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif v_status <> 'active' then
    raise exception 'state_conflict' using errcode = 'MP003';
  elsif (issue_card.card_type = 'voucher') <> (issue_card.balance > 0) or issue_card.balance > 999999999999 then
    raise exception 'amount_out_of_range' using errcode = 'MP023', detail = 'vouchers, and only they, are issued with a balance';
  elsif (issue_card.card_type = 'corporate') <> (issue_card.fixed_discount is not null) or issue_card.expires_at <= v_now then
    raise exception 'card_terms_invalid' using errcode = 'MP055';
  end if;
  select * into v_level from app.membership_levels l where l.level = app.compute_level(0);
  insert into app.member_cards (id, card_type, owner_member_id, fixed_discount, expires_at, balance, level, discount_rate)
  values (v_id, issue_card.card_type, issue_card.owner_member_id, issue_card.fixed_discount, issue_card.expires_at, issue_card.balance / 100.0,
    case when issue_card.card_type in ('standard', 'prepaid') then v_level.level end,
    case when issue_card.card_type in ('standard', 'prepaid') then coalesce(v_level.discount, 1) else 1 end);
  insert into app.card_bindings (card_id, member_id, role) values (v_id, issue_card.owner_member_id, 'owner');
  if issue_card.balance > 0 then
    insert into app.transactions (id, tx_no, tx_type, card_id, member_id, raw_amount, final_amount, status, payment_method, reason, created_at)
    values (v_tx, app.next_tx_no(v_now), 'recharge', v_id, issue_card.owner_member_id, issue_card.balance / 100.0, issue_card.balance / 100.0,
      'completed', 'balance', 'voucher issued', v_now);
    insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
    values (v_tx, 1, 'voucher_funding', '00000000-0000-0000-0000-000000000000', 'card_balance', v_id, issue_card.balance / 100.0, v_now);
  end if;
  perform audit.log('card.issued', 'card', v_id, jsonb_strip_nulls(jsonb_build_object('type', issue_card.card_type, 'owner', issue_card.owner_member_id,
    'balance', issue_card.balance, 'fixedDiscount', issue_card.fixed_discount, 'expiresAt', issue_card.expires_at)));
  return v_id;
end $$;
grant execute on function app.issue_card(uuid, app.card_type, numeric, bigint, timestamptz) to mps_admin;

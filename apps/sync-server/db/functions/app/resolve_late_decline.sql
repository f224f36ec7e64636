-- Ends an open late decline: written_off (the merchant bears it, nothing is posted) or member_debt (the platform pays the merchant, the member owes).
-- For a terminal or a manager of its merchant with a manager's approval, or for an administrator. A merchant may make a debt only where the
-- platform has given it the policy member_debt. A charge again locks the same card, so at most one of the three ever happens; a decline whose
-- code nobody knows names no card, and then the merchant's lock keeps its charges out.
-- Raises MP001 not_found, MP024 approval_invalid, MP029 already_resolved, MP02A debt_not_allowed. Returns the late decline as it is now.
create or replace function app.resolve_late_decline(charge_id uuid, resolution text, reason text, approval_id uuid default null) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  l app.late_declines;
  m app.merchants;
  v_is_admin boolean := current_setting('role', true) = 'mps_admin';
  v_actor uuid := sec.actor_id();
  v_card_id uuid;
begin
  select x.* into l from app.late_declines x
  where x.charge_id = resolve_late_decline.charge_id and (v_is_admin or x.merchant_id = app.acting_merchant())
  order by x.state = 'open' desc, x.created_at limit 1;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  v_card_id := coalesce(l.card_id, (select q.card_id from app.card_qr_history q where q.qr_hash = l.code_hash));
  if v_card_id is null then
    perform pg_advisory_xact_lock(sec.card_lock_key(l.merchant_id));
  else
    perform app.lock_current_card(l.merchant_id, v_card_id);
  end if;
  select x.* into strict l from app.late_declines x where x.charge_id = l.charge_id and x.terminal_id = l.terminal_id for update;
  select x.* into strict m from app.merchants x where x.id = l.merchant_id;
  if l.state <> 'open' then
    raise exception 'already_resolved' using errcode = 'MP029';
  elsif resolve_late_decline.resolution = 'member_debt' and (l.member_id is null or l.final_amount = 0 or not v_is_admin and m.late_decline_policy <> 'member_debt') then
    raise exception 'debt_not_allowed' using errcode = 'MP02A';
  end if;
  if not v_is_admin then
    v_actor := app.spend_approval(resolve_late_decline.approval_id, l.merchant_id,
      case resolve_late_decline.resolution when 'written_off' then 'write_off' else 'member_debt' end, l.charge_id::text, null, clock_timestamp(), l.charge_id);
    perform app.raise_refusal(case when v_actor is null then 'approval_invalid' end);
  end if;
  if resolve_late_decline.resolution = 'member_debt' then
    perform app.make_member_debt(l.charge_id, l.terminal_id, v_actor, resolve_late_decline.reason, clock_timestamp());
  else
    perform app.write_off_late_decline(l.charge_id, l.terminal_id, v_actor, resolve_late_decline.reason, clock_timestamp());
  end if;
  return app.late_decline_json(l.charge_id, l.terminal_id);
end $$;
grant execute on function app.resolve_late_decline(uuid, text, text, uuid) to mps_terminal, mps_merchant, mps_admin;

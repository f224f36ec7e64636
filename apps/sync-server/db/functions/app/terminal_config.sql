-- All that a terminal needs to sell without a network, as packages/shared TerminalConfig has it less its revision.
-- Codes are looked for among those that still live, by an index that a volatile time would shut out. Raises MP001 not_found unless the terminal is the transaction's actor.
create or replace function app.terminal_config(terminal_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_config jsonb;
begin
  select jsonb_build_object(
    'terminal', jsonb_build_object('id', t.id, 'label', t.label),
    'merchant', jsonb_build_object('id', m.id, 'code', m.code, 'name', m.name, 'timeZone', m.time_zone),
    'currency', s.currency, 'roundingStep', (s.rounding_step * 100)::bigint, 'codeUses', s.code_uses, 'minApp', s.min_app,
    'rechargeApprovalAbove', (s.recharge_approval_above * 100)::bigint,
    'rechargeLimits', jsonb_build_object('min', (s.recharge_min * 100)::bigint, 'max', (s.recharge_max * 100)::bigint,
      'cardCeiling', (s.card_balance_ceiling * 100)::bigint),
    'voidLeaveS', s.void_leave_s,
    'policy', jsonb_build_object('revision', p.revision, 'minCharge', (p.min_charge * 100)::bigint, 'maxCharge', (p.max_charge * 100)::bigint,
      'offlineAllowed', p.offline_allowed, 'offlineMaxPerCharge', (p.offline_max_per_charge * 100)::bigint,
      'offlineMaxPerCard', (p.offline_max_per_card * 100)::bigint, 'offlineMaxSum', (p.offline_max_sum * 100)::bigint,
      'offlineMaxCount', p.offline_max_count, 'offlineChargingHours', p.offline_charging_hours,
      'offlineApprovalAbove', (p.offline_approval_above * 100)::bigint,
      'shiftVarianceApprovalAbove', (p.shift_variance_approval_above * 100)::bigint),
    'codeKeys', (select coalesce(jsonb_agg(jsonb_build_object('keyId', k.key_id,
        'publicKey', rtrim(translate(encode(k.public_key, 'base64'), E'+/\n', '-_'), '='),
        'validFrom', app.iso_time(k.valid_from), 'retiredAt', app.iso_time(k.retired_at)) order by k.key_id), '[]') from auth.signing_keys k),
    'revokedCodes', (select coalesce(jsonb_agg(encode(q.qr_hash, 'hex') order by q.qr_hash), '[]') from app.card_qr_history q
      where q.revoked_at is not null and q.expires_at > statement_timestamp()),
    'roster', (select coalesce(jsonb_agg(jsonb_build_object('userId', u.id, 'name', u.name, 'role', mu.role, 'pinHash', u.pin_hash,
        'mustChoosePin', u.pin_change_required) order by u.name, u.id), '[]')
      from app.merchant_users mu join auth.users u on u.id = mu.user_id where mu.merchant_id = m.id and u.status = 'active'),
    'levels', (select coalesce(jsonb_agg(jsonb_build_object('level', l.level, 'name', l.name, 'minPoints', l.min_points, 'maxPoints', l.max_points,
        'discount', (l.discount * 1000)::int) order by l.level), '[]') from app.membership_levels l where l.is_active)
  ) into v_config
  from app.terminals t
  join app.merchants m on m.id = t.merchant_id
  join lateral (select * from app.merchant_policies o where o.merchant_id = m.id order by o.revision desc limit 1) p on true
  cross join app.platform_settings s
  where t.id = terminal_config.terminal_id and t.id = (select sec.actor_id());
  if v_config is null then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  return v_config;
end $$;
grant execute on function app.terminal_config(uuid) to mps_terminal;

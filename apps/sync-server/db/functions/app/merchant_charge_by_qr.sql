-- Settles a set of entries once, in their order, under "Settling a charge: the order of the steps" (domain.md): lock, read the sets once,
-- decide one after another in memory, write the sets once. All or nothing; run it as a statement of its own at READ COMMITTED.
--
-- Entries of one terminal come in the order of their numbers. A void comes in a set of its own, because it may give a payment back.
-- The server has verified the signatures and passes the signed facts as parallel arrays (element i is entry i; hashes, signatures and
-- bodies come concatenated, because that needs no escaping). Amounts are minor units, discounts thousandths.
--   code_verdicts: for a code that the database does not know, what its platform signature says: genuine | forged | absent; null = not asked
--   contact_*: what each calling terminal said it had made (lastSeq), recorded as its contact
--   wait_for_locks: false leaves entries whose locks are held as busy
-- Returns for each entry: final | replayed (answer holds the outcome) | rejected (code says why; nothing was stored) | busy (send it again)
--   | needs_verdict (ask for the code's signature and send it again).
create or replace function app.merchant_charge_by_qr(
  entry_ids uuid[], terminal_ids uuid[], epochs int[], seqs bigint[], kinds text[],
  hashes bytea, prev_hashes bytea, sigs bytea, bodies bytea, body_lengths int[],
  recorded_ats timestamptz[], offset_ages int[], cashier_ids uuid[], approver_ids uuid[], policy_revs int[],
  code_hashes bytea, scanned_ats timestamptz[], amounts bigint[], currencies text[], methods app.payment_method[],
  quoted_discounts int[], quoted_finals bigint[], retry_ofs uuid[], void_charge_ids uuid[],
  code_verdicts text[], transaction_ids uuid[],
  contact_terminal_ids uuid[], contact_epochs int[], contact_seqs bigint[],
  wait_for_locks boolean
) returns table (ord int, status text, code text, answer text)
language plpgsql volatile security definer
set search_path = pg_catalog
-- The sets are small and the tables grow: an index for every lookup, whatever the statistics said when the plan was made.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set jit = off
as $$
#variable_conflict use_column
declare
  c_tolerance constant interval := '2 minutes';
  v_now timestamptz;
  v_settled_at text;
  v_day bigint;
  v_tx_number bigint;
  v_settings record;
  v_step bigint;
  v_busy bigint[];
  v_card_ids uuid[];
  v_qr_ids uuid[];
  v_payer_ids uuid[];
  v_merchant_ids uuid[];
  v_void_cards uuid[];
  v_level_mins int[];
  v_level_maxs int[];
  r record;
  d app.entry_decision;
  v_decisions app.entry_decision[] := '{}';
  v_has_releases boolean;
  v_meets_stored boolean;
  v_rejection text;
  v_prev_hash bytea;
  v_prev_at timestamptz;
  v_late boolean;
  v_since timestamptz;
  -- What the entries before this one in the set have changed, by the dense number of the key, terminal, card … that they touch.
  v_key_ord int[] := '{}';
  v_chain_seq bigint[] := '{}';
  v_chain_hash bytea[] := '{}';
  v_chain_at timestamptz[] := '{}';
  v_outcome bigint[] := '{}';
  v_balance bigint[] := '{}';
  v_points int[] := '{}';
  v_spent boolean[] := '{}';
  v_win_count int[] := '{}';
  v_win_sum bigint[] := '{}';
  v_win_card_sum bigint[] := '{}';
  v_retried boolean[] := '{}';
  v_left_today bigint[] := '{}';
  v_rules app.risk_rules[];
  v_rule app.risk_rules;
  v_hits app.risk_hit[] := '{}';
begin
  -- Steps 2 and 3: which cards, then every lock, then the clock.
  select array_agg(q.id order by e.ord), array_agg(q.member_id order by e.ord), array_agg(case when c.replaced_by is null then c.id else app.current_card(c.id) end order by e.ord)
  into v_qr_ids, v_payer_ids, v_card_ids
  from generate_series(1, cardinality(merchant_charge_by_qr.entry_ids)) as e (ord)
  left join app.card_qr_history q on q.qr_hash = substring(merchant_charge_by_qr.code_hashes from 32 * e.ord - 31 for 32)
  left join app.member_cards c on c.id = q.card_id;
  select array_agg(distinct t.merchant_id) into v_merchant_ids
  from app.terminals t where t.id = any (merchant_charge_by_qr.terminal_ids);
  if 'void' = any (merchant_charge_by_qr.kinds) then
    select array_agg(app.current_card(tx.card_id)) into v_void_cards
    from unnest(merchant_charge_by_qr.void_charge_ids, merchant_charge_by_qr.terminal_ids) as v (charge_id, terminal_id)
    join app.idempotency_registry g on g.key = v.charge_id and g.scope = v.terminal_id and g.transaction_id is not null
    join app.transactions tx on tx.id = g.transaction_id and tx.created_at = g.transaction_at;
  end if;
  v_busy := app.lock_charge_set(v_merchant_ids, merchant_charge_by_qr.terminal_ids, v_card_ids || coalesce(v_void_cards, '{}'),
    merchant_charge_by_qr.wait_for_locks);
  v_now := clock_timestamp();
  v_settled_at := to_char(v_now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  v_day := to_char(v_now at time zone 'UTC', 'YYYYMMDD')::bigint * 1000000000;

  select s.currency, s.code_uses, s.late_arrival_days, (s.rounding_step * 100)::bigint as step into strict v_settings
  from app.platform_settings s;
  v_step := v_settings.step;
  select array_agg(rule) into v_rules from app.risk_rules rule
  where rule.is_active and rule.kind in ('amount_per_charge', 'large_amount') and rule.limit_amount is not null;

  v_has_releases := exists (select from app.entry_releases x where x.terminal_id = any (merchant_charge_by_qr.terminal_ids));
  v_meets_stored := exists (
    select from (
      select c.terminal_id, c.epoch, min(c.seq) as low, max(c.seq) as high
      from unnest(merchant_charge_by_qr.terminal_ids, merchant_charge_by_qr.epochs, merchant_charge_by_qr.seqs) as c (terminal_id, epoch, seq)
      group by 1, 2
    ) chain
    where exists (select from app.terminal_entries x
      where x.terminal_id = chain.terminal_id and x.epoch = chain.epoch and x.seq between chain.low and chain.high));

  for r in
    select e.*, x.prev_hash as prev, x.hash, x.code_hash,
      g.request_hash as known_hash, g.key is not null as key_known, g.answer as known_answer, g.state as known_state,
      own.hash as own_hash, pre.hash as pre_hash, pre.recorded_at as pre_at, suc.prev_hash as suc_prev,
      rel.entry_id is not null as released,
      t.merchant_id, t.status as terminal_status, t.blocked_at as terminal_blocked_at, t.drain_allowed, t.last_outcome_no,
      t.contact_epoch, t.contact_seq, t.contact_at,
      m.status as merchant_status, m.blocked_at as merchant_blocked_at, (m.fee_rate * 10000)::bigint as fee_permyriad,
      p.revision, (p.min_charge * 100)::bigint as min_charge, (p.max_charge * 100)::bigint as max_charge, p.offline_allowed,
      (p.offline_max_per_charge * 100)::bigint as max_per_charge, (p.offline_max_per_card * 100)::bigint as max_per_card,
      (p.offline_max_sum * 100)::bigint as max_sum, p.offline_max_count as max_count, p.offline_charging_hours as max_hours,
      (p.offline_approval_above * 100)::bigint as approval_above,
      q.member_id, (q.discount * 1000)::int as code_discount, (q.offline_limit * 100)::bigint as code_limit, q.valid_from, q.expires_at as code_expires_at,
      q.revoked_at, q.spent_by,
      o.status as shown_status, o.blocked_at as shown_blocked_at,
      c.card_type, c.status as card_status, c.blocked_at as card_blocked_at, c.expires_at as card_expires_at, c.replaced_by,
      (c.balance * 100)::bigint as balance, c.points as card_points,
      mp.status as member_status, mp.blocked_at as member_blocked_at,
      b.role, b.removed_at, (b.limit_per_charge * 100)::bigint as limit_per_charge,
      case when b.limit_per_day is not null then (b.limit_per_day * 100)::bigint - coalesce((
        select sum(tx.final_amount * 100)::bigint from app.transactions tx
        where tx.card_id = e.card_id and tx.member_id = q.member_id and tx.tx_type = 'payment' and tx.status <> 'failed'
          and tx.created_at >= date_trunc('day', v_now at time zone m.time_zone) at time zone m.time_zone), 0) end as left_today,
      w.charge_count as window_count, (w.charge_sum * 100)::bigint as window_sum,
      case when e.since is not null and e.recorded_at < v_now - c_tolerance then (
        select coalesce(sum(tx.final_amount * 100)::bigint, 0) from app.transactions tx
        where tx.terminal_id = e.terminal_id and tx.offline_since = e.since and tx.card_id = e.card_id and tx.status <> 'failed') end as window_card_sum,
      ld.state as retry_state, ld.merchant_id as retry_merchant_id, ld.code_hash as retry_code_hash, ld.amount as retry_amount,
      ld.scanned_at as retry_scanned_at, v.state as void_state, v.key is not null as void_known,
      cardinality(v_busy) > 0 and (sec.card_lock_key(e.terminal_id) = any (v_busy) or sec.card_lock_key(t.merchant_id) = any (v_busy)
        or coalesce(sec.card_lock_key(e.card_id) = any (v_busy), false)
        or exists (select from unnest(v_void_cards) as vc (id) where sec.card_lock_key(vc.id) = any (v_busy))) as is_busy
    from (
      select n.*,
        -- Over the narrow rows, before the joins widen them, and in orders that share their sorts: a code belongs to one card and payer.
        dense_rank() over (order by n.terminal_id)::int as terminal_no,
        dense_rank() over (order by n.terminal_id, n.epoch)::int as chain_no,
        lag(n.seq) over (partition by n.terminal_id, n.epoch order by n.ord) as seq_before,
        lead(n.seq) over (partition by n.terminal_id, n.epoch order by n.ord) as seq_after,
        dense_rank() over (order by n.terminal_id, n.since)::int as window_no,
        dense_rank() over (order by n.terminal_id, n.since, n.card_id)::int as window_card_no,
        dense_rank() over (order by n.card_id)::int as card_no,
        dense_rank() over (order by n.card_id, n.payer_id)::int as payer_no,
        dense_rank() over (order by n.card_id, n.payer_id, n.qr_id)::int as qr_no,
        dense_rank() over (order by n.retry_of)::int as retry_no,
        dense_rank() over (order by n.entry_id, n.terminal_id)::int as key_no
      from (
        select u.*, date_trunc('minute', u.recorded_at - make_interval(secs => u.offset_age)) as since
        from unnest(
          merchant_charge_by_qr.entry_ids, merchant_charge_by_qr.terminal_ids, merchant_charge_by_qr.epochs, merchant_charge_by_qr.seqs,
          merchant_charge_by_qr.kinds, merchant_charge_by_qr.recorded_ats, merchant_charge_by_qr.offset_ages, merchant_charge_by_qr.cashier_ids,
          merchant_charge_by_qr.approver_ids, merchant_charge_by_qr.policy_revs, merchant_charge_by_qr.scanned_ats, merchant_charge_by_qr.amounts,
          merchant_charge_by_qr.currencies, merchant_charge_by_qr.methods, merchant_charge_by_qr.quoted_discounts, merchant_charge_by_qr.quoted_finals,
          merchant_charge_by_qr.retry_ofs, merchant_charge_by_qr.void_charge_ids, merchant_charge_by_qr.code_verdicts,
          merchant_charge_by_qr.transaction_ids, v_card_ids, v_payer_ids, v_qr_ids
        ) with ordinality as u (entry_id, terminal_id, epoch, seq, kind, recorded_at, offset_age, cashier_id, approver_id, policy_rev, scanned_at,
          amount, currency, method, quoted_discount, quoted_final, retry_of, void_charge_id, code_verdict, transaction_id, card_id, payer_id, qr_id, ord)
      ) n
    ) e
    cross join lateral (
      select substring(merchant_charge_by_qr.hashes from 32 * e.ord::int - 31 for 32) as hash,
        substring(merchant_charge_by_qr.prev_hashes from 32 * e.ord::int - 31 for 32) as prev_hash,
        substring(merchant_charge_by_qr.code_hashes from 32 * e.ord::int - 31 for 32) as code_hash
    ) x
    join app.terminals t on t.id = e.terminal_id
    join app.merchants m on m.id = t.merchant_id
    left join app.merchant_policies p on p.merchant_id = t.merchant_id and p.revision = e.policy_rev
    left join app.idempotency_registry g on g.key = e.entry_id and g.scope = e.terminal_id
    -- A null key ends a lookup before it begins: within a run the neighbours are in the set, and a fresh batch meets no stored number.
    left join app.terminal_entries own on own.terminal_id = e.terminal_id and own.epoch = e.epoch and own.seq = case when v_meets_stored then e.seq end
    left join app.terminal_entries pre on pre.terminal_id = e.terminal_id and pre.epoch = e.epoch
      and pre.seq = case when v_meets_stored or e.seq_before is distinct from e.seq - 1 then e.seq - 1 end
    left join app.terminal_entries suc on suc.terminal_id = e.terminal_id and suc.epoch = e.epoch
      and suc.seq = case when v_meets_stored or e.seq_after is distinct from e.seq + 1 then e.seq + 1 end
    left join app.entry_releases rel on rel.terminal_id = e.terminal_id and rel.entry_id = case when v_has_releases then e.entry_id end
    left join app.card_qr_history q on q.id = e.qr_id
    left join app.member_cards o on o.id = q.card_id
    left join app.member_cards c on c.id = e.card_id
    left join app.member_profiles mp on mp.id = q.member_id
    left join app.card_bindings b on b.card_id = e.card_id and b.member_id = q.member_id
    left join app.offline_windows w on w.terminal_id = e.terminal_id and w.since = e.since
    left join app.late_declines ld on ld.charge_id = e.retry_of and ld.merchant_id = t.merchant_id
    left join app.idempotency_registry v on v.key = e.void_charge_id and v.scope = e.terminal_id
    order by e.ord
  loop
    ord := r.ord; code := null; answer := null;
    if r.is_busy or r.replaced_by is not null then
      status := 'busy';
      return next;
      continue;
    end if;

    -- Step 4: a key that was answered gets its answer again, before any check that time could change.
    if r.known_hash is not null or v_key_ord[r.key_no] is not null then
      if v_key_ord[r.key_no] is not null then
        r.known_hash := substring(merchant_charge_by_qr.hashes from 32 * v_decisions[v_key_ord[r.key_no]].ord - 31 for 32);
        r.known_answer := v_decisions[v_key_ord[r.key_no]].answer;
      end if;
      if r.known_hash = r.hash then
        status := 'replayed'; answer := r.known_answer || '{"replayed": true}';
      else
        status := 'rejected'; code := 'idempotency_key_reused';
      end if;
      return next;
      continue;
    end if;
    if r.kind = 'charge' and r.qr_id is null and r.code_verdict is null then
      status := 'needs_verdict';
      return next;
      continue;
    end if;

    -- Step 5: the entry's place in its chain and in time. What fails here is not stored.
    if v_chain_seq[r.chain_no] = r.seq - 1 then
      v_prev_hash := v_chain_hash[r.chain_no]; v_prev_at := v_chain_at[r.chain_no];
    else
      v_prev_hash := r.pre_hash; v_prev_at := r.pre_at;
    end if;
    v_rejection := case
      when r.own_hash is not null or r.seq <= v_chain_seq[r.chain_no] then 'sequence_fork'
      when r.seq = 1 and r.prev <> decode(repeat('00', 32), 'hex') or v_prev_hash <> r.prev or r.suc_prev <> r.hash then 'broken_chain'
      when r.released then null
      when r.recorded_at > v_now + c_tolerance or r.recorded_at < v_prev_at - c_tolerance or r.scanned_at > r.recorded_at + c_tolerance
        or (r.epoch = r.contact_epoch and r.seq > r.contact_seq and r.recorded_at < r.contact_at - c_tolerance) then 'clock_untrusted'
      when r.recorded_at < v_now - make_interval(days => v_settings.late_arrival_days) then 'arrived_too_late'
    end;
    if v_rejection is not null then
      status := 'rejected'; code := v_rejection;
      return next;
      continue;
    end if;
    v_chain_seq[r.chain_no] := r.seq; v_chain_hash[r.chain_no] := r.hash; v_chain_at[r.chain_no] := r.recorded_at;
    v_outcome[r.terminal_no] := coalesce(v_outcome[r.terminal_no], r.last_outcome_no) + 1;

    d := null;
    d.ord := r.ord; d.entry_id := r.entry_id; d.terminal_id := r.terminal_id; d.merchant_id := r.merchant_id; d.epoch := r.epoch; d.seq := r.seq;
    d.kind := r.kind; d.cashier_id := r.cashier_id; d.recorded_at := r.recorded_at; d.scanned_at := r.scanned_at;
    d.outcome_no := v_outcome[r.terminal_no];

    if r.kind = 'void' then
      -- The charge's key can never settle; one that has settled is given back by app.post_entries.
      d.state := 'recorded'; d.void_charge_id := r.void_charge_id;
      d.code := case when not r.void_known then 'voided' when r.void_state = 'settled' then 'refunded' else 'nothing_to_void' end;
      d.answer := jsonb_build_object('id', r.entry_id, 'state', 'recorded', 'effect', d.code, 'outcomeNo', d.outcome_no, 'settledAt', v_settled_at);
    elsif r.kind <> 'charge' then
      d.state := 'recorded';
      d.answer := jsonb_build_object('id', r.entry_id, 'state', 'recorded', 'outcomeNo', d.outcome_no, 'settledAt', v_settled_at);
    elsif r.key_known then
      d.state := 'voided';
      d.answer := jsonb_build_object('id', r.entry_id, 'state', 'voided', 'outcomeNo', d.outcome_no, 'settledAt', v_settled_at);
    else
      d.card_id := r.card_id; d.member_id := r.member_id; d.qr_id := r.qr_id; d.code_hash := r.code_hash; d.method := r.method; d.retry_of := r.retry_of;
      d.amount := r.amount; d.discount := coalesce(r.code_discount, r.quoted_discount);
      d.final := app.apply_discount(r.amount, d.discount, v_step);
      d.arrived_late := r.recorded_at < v_now - c_tolerance;
      -- Step 6: a charge again is a new decision made with the server; its code is judged as it was the first time.
      v_late := d.arrived_late and r.retry_of is null;
      v_since := r.since;
      if v_late then
        d.offline_since := v_since;
        v_win_count[r.window_no] := coalesce(v_win_count[r.window_no], r.window_count, 0);
        v_win_sum[r.window_no] := coalesce(v_win_sum[r.window_no], r.window_sum, 0);
        v_win_card_sum[r.window_card_no] := coalesce(v_win_card_sum[r.window_card_no], r.window_card_sum, 0);
      end if;
      v_balance[r.card_no] := coalesce(v_balance[r.card_no], r.balance);
      v_points[r.card_no] := coalesce(v_points[r.card_no], r.card_points);
      v_left_today[r.payer_no] := coalesce(v_left_today[r.payer_no], r.left_today);

      d.code := case
        when r.qr_id is null and r.code_verdict = 'forged' then 'code_forged'
        when r.qr_id is null then 'code_unknown'
        -- Step 7
        when r.terminal_status = 'revoked' and (r.terminal_blocked_at <= r.scanned_at or not r.drain_allowed) then 'terminal_revoked'
        when r.merchant_status = 'suspended' and r.merchant_blocked_at <= r.scanned_at then 'merchant_suspended'
        when r.revision is null or r.amount < r.min_charge or r.amount > r.max_charge or r.currency <> v_settings.currency then 'amount_out_of_range'
        when r.retry_of is not null and (r.retry_state is null or r.retry_code_hash <> r.code_hash or r.retry_scanned_at <> r.scanned_at
          or r.retry_scanned_at < v_now - interval '30 days') then 'code_unknown'
        when r.retry_of is not null and (r.retry_state <> 'open' or v_retried[r.retry_no]) then 'code_already_used'
        when r.retry_of is not null and r.amount > r.retry_amount * 100 then 'amount_out_of_range'
        -- Step 8
        when r.scanned_at < r.valid_from - c_tolerance then 'code_not_yet_valid'
        when r.scanned_at > r.code_expires_at + c_tolerance then 'code_expired'
        when r.revoked_at <= r.scanned_at then 'code_revoked'
        when v_settings.code_uses = 'one' and (r.spent_by is not null or v_spent[r.qr_no]) then 'code_already_used'
        -- Step 9: the card that was shown, as it was when it was scanned
        when r.shown_status = 'frozen' and r.shown_blocked_at <= r.scanned_at then 'card_frozen'
        when r.shown_status = 'lost' and r.shown_blocked_at <= r.scanned_at then 'card_lost'
        when r.shown_status = 'closed' and r.shown_blocked_at <= r.scanned_at then 'card_closed'
        when r.card_expires_at <= r.scanned_at then 'card_expired'
        when r.member_status <> 'active' and r.member_blocked_at <= r.scanned_at then 'member_inactive'
        when r.role is null or r.role = 'viewer' or r.removed_at <= r.scanned_at then 'role_may_not_pay'
        when d.final > r.limit_per_charge or d.final > v_left_today[r.payer_no] then 'member_limit_exceeded'
        -- Step 10
        when r.quoted_discount <> d.discount or r.quoted_final <> d.final then 'quote_mismatch'
        when v_late and (not r.offline_allowed or v_since is null or r.offset_age > r.max_hours * 3600
          or (d.final > r.approval_above and r.approver_id is null)) then 'offline_not_allowed'
        when v_late and (d.final > r.max_per_charge or v_win_count[r.window_no] >= r.max_count or v_win_sum[r.window_no] + d.final > r.max_sum
          or v_win_card_sum[r.window_card_no] + d.final > least(r.max_per_card, r.code_limit)) then 'offline_limit_exceeded'
      end;

      -- Step 11
      if d.code is null and v_rules is not null then
        foreach v_rule in array v_rules loop
          if d.final > v_rule.limit_amount * 100 and coalesce(v_rule.merchant_id = r.merchant_id, true)
            and coalesce(v_rule.card_type = r.card_type, true) then
            v_hits := v_hits || row(v_rule.id, r.entry_id, r.terminal_id, r.card_id, v_rule.action)::app.risk_hit;
            if v_rule.action = 'decline' then
              d.code := 'risk_rejected';
            end if;
          end if;
        end loop;
      end if;
      if d.code is null and r.method = 'balance' and v_balance[r.card_no] < d.final then
        d.code := 'insufficient_balance';
      end if;

      if d.card_id is not null then
        d.transaction_id := r.transaction_id;
        -- As app.next_tx_no, whose call would cost more than the rest of the decision.
        v_tx_number := v_day + nextval('app.tx_no_seq') % 1000000000;
        d.tx_no := v_tx_number::text || lpad((98 - (v_tx_number % 97) * 100 % 97)::text, 2, '0');
      end if;
      if d.code is null then
        -- Step 12, in memory
        d.state := 'settled';
        d.fee := case when r.method = 'balance' then (2 * d.final * r.fee_permyriad + 10000) / 20000 else 0 end;
        d.points := case when r.card_type in ('standard', 'prepaid') then d.final / 100 else 0 end;
        if r.method = 'balance' then
          v_balance[r.card_no] := v_balance[r.card_no] - d.final;
        end if;
        v_points[r.card_no] := v_points[r.card_no] + d.points;
        d.points_after := v_points[r.card_no];
        v_spent[r.qr_no] := true;
        v_left_today[r.payer_no] := v_left_today[r.payer_no] - d.final;
        if r.retry_of is not null then
          v_retried[r.retry_no] := true;
        end if;
        if v_late then
          v_win_count[r.window_no] := v_win_count[r.window_no] + 1;
          v_win_sum[r.window_no] := v_win_sum[r.window_no] + d.final;
          v_win_card_sum[r.window_card_no] := v_win_card_sum[r.window_card_no] + d.final;
        end if;
        d.answer := jsonb_build_object('id', r.entry_id, 'state', 'settled', 'outcomeNo', d.outcome_no, 'txNo', d.tx_no, 'discount', d.discount,
          'final', d.final, 'points', d.points, 'settledAt', v_settled_at);
      else
        d.state := 'declined'; d.fee := 0; d.points := 0;
        d.answer := jsonb_build_object('id', r.entry_id, 'state', 'declined', 'outcomeNo', d.outcome_no, 'code', d.code,
          'next', app.decline_next_step(d.code), 'settledAt', v_settled_at);
      end if;
    end if;

    v_decisions := v_decisions || d;
    v_key_ord[r.key_no] := cardinality(v_decisions);
    status := 'final'; answer := d.answer;
    return next;
  end loop;

  perform app.post_entries(v_decisions, v_now, merchant_charge_by_qr.hashes, merchant_charge_by_qr.prev_hashes, merchant_charge_by_qr.sigs,
    merchant_charge_by_qr.bodies, merchant_charge_by_qr.body_lengths, merchant_charge_by_qr.contact_terminal_ids,
    merchant_charge_by_qr.contact_epochs, merchant_charge_by_qr.contact_seqs);
  if cardinality(v_hits) > 0 then
    insert into app.risk_hits (rule_id, entry_id, terminal_id, card_id, action)
    select h.rule_id, h.entry_id, h.terminal_id, h.card_id, h.action from unnest(v_hits) h;
  end if;
end $$;
grant execute on function app.merchant_charge_by_qr(uuid[], uuid[], int[], bigint[], text[], bytea, bytea, bytea, bytea, int[], timestamptz[],
  int[], uuid[], uuid[], int[], bytea, timestamptz[], bigint[], text[], app.payment_method[], int[], bigint[], uuid[], uuid[], text[], uuid[],
  uuid[], int[], bigint[], boolean) to mps_server;

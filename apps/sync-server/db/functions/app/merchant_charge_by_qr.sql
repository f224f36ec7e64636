-- Settles a set of entries once, in their order, under "Settling a charge: the order of the steps" (domain.md): lock, read the sets once,
-- decide one after another in memory, write the sets once. All or nothing; run it as a statement of its own at READ COMMITTED.
--
-- Entries of one terminal come in the order of their numbers. Refunds, recharges and voids do not come here: see app.settle_money_entry.
-- The server has verified the signatures and passes the signed facts as parallel arrays (element i is entry i; hashes, signatures and
-- bodies come concatenated, because that needs no escaping). Amounts are minor units, discounts thousandths.
--   code_verdicts: for a code that the database does not know, what its platform signature says: genuine | forged | absent; null = not asked
--   contact_*: what each calling terminal said it had made (lastSeq), recorded as its contact
--   wait_for_locks: false leaves entries whose locks are held as busy
--   request_ids: which request brought each entry, for the audit trail
--   body_ends: where each body ends in the bodies
--   key_nos, code_nos, terminal_nos, chain_nos: numbers from 1 of the keys with their terminals, the codes, the terminals and their epochs, equal for
--     equal ones, so that arrays can hold what the entries before one in the set have changed
-- Returns for each entry: final | replayed (answer holds the outcome) | rejected (code says why; nothing was stored) | busy (send it again)
--   | needs_verdict (ask for the code's signature and send it again).
create or replace function app.merchant_charge_by_qr(
  entry_ids uuid[], terminal_ids uuid[], epochs int[], seqs bigint[], kinds text[],
  hashes bytea, prev_hashes bytea, sigs bytea, bodies bytea, body_ends int[],
  recorded_ats timestamptz[], offset_ages int[], cashier_ids uuid[], approver_ids uuid[], policy_revs int[],
  code_hashes bytea, scanned_ats timestamptz[], amounts bigint[], currencies text[], methods app.payment_method[],
  quoted_discounts int[], quoted_finals bigint[], retry_ofs uuid[],
  code_verdicts text[], transaction_ids uuid[],
  contact_terminal_ids uuid[], contact_epochs int[], contact_seqs bigint[],
  wait_for_locks boolean, request_ids text[],
  key_nos int[], code_nos int[], terminal_nos int[], chain_nos int[]
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
  c_no_hash constant bytea := decode(repeat('00', 32), 'hex');
  v_now timestamptz;
  v_settled_at text;
  v_day bigint;
  v_tx_number bigint;
  v_settings record;
  v_busy bigint[];
  v_card_ids uuid[];
  v_qr_ids uuid[];
  v_payer_ids uuid[];
  v_sinces timestamptz[];
  v_oldest_since timestamptz;
  v_merchant_ids uuid[];
  -- Numbers as those that the caller gives, of what only the database knows.
  v_window_nos int[];
  v_card_nos int[];
  v_key_ord int[] := '{}';
  v_chain_ord int[] := '{}';
  v_outcome bigint[] := '{}';
  v_balance bigint[] := '{}';
  v_card_points int[] := '{}';
  v_spent boolean[] := '{}';
  v_win_count int[] := '{}';
  v_win_sum bigint[] := '{}';
  v_win_card_sum bigint[] := '{}';
  v_retried uuid[] := '{}';
  v_has_late_declines boolean := false;
  v_has_voided boolean := false;
  v_left_today bigint[] := '{}';
  v_count int;
  v_one_since boolean;
  r record;
  i int;
  v_card int;
  v_before int;
  v_follows boolean;
  v_code_no int;
  v_window int;
  v_window_card int;
  v_balance_now bigint;
  -- The decision on one entry.
  v_state app.entry_state;
  v_code text;
  v_outcome_no bigint;
  v_fee bigint;
  v_points int;
  v_points_after int;
  v_tx_id uuid;
  v_tx_no text;
  v_answer text;
  v_decisions app.entry_decision[] := '{}';
  v_rules app.risk_rules[];
  v_rule app.risk_rules;
  v_hits app.risk_hit[] := '{}';
  v_observed bigint;
  -- Only where a declining rule looks back: this charge, and those of the set before it.
  v_looks_back boolean;
  v_case app.risk_case;
  v_seen app.risk_case[] := '{}';
begin
  -- Steps 2 and 3: which cards, then every lock, then the clock.
  v_count := cardinality(merchant_charge_by_qr.entry_ids);
  -- One statement finds all of it, and one below the rest: in a small set the start of an executor costs more than its rows.
  select array_agg(k.qr_id order by k.ord), array_agg(k.payer_id order by k.ord), array_agg(k.card_id order by k.ord), array_agg(k.since order by k.ord),
    array_agg(k.card_no order by k.ord), min(k.since), min(k.since) = max(k.since) and count(k.since) = v_count,
    (select array_agg(distinct t.merchant_id) from app.terminals t where t.id = any (merchant_charge_by_qr.terminal_ids))
  into v_qr_ids, v_payer_ids, v_card_ids, v_sinces, v_card_nos, v_oldest_since, v_one_since, v_merchant_ids
  from (
    select n.*, dense_rank() over (order by n.card_id)::int as card_no
    from (
      select e.ord, q.id as qr_id, q.member_id as payer_id,
        -- Who waits has come again, perhaps because the card was replaced meanwhile: it is asked for itself then.
        case when merchant_charge_by_qr.wait_for_locks or (select true from app.card_replacements x where x.old_card_id = q.card_id)
          then app.current_card(q.card_id) else q.card_id end as card_id,
        date_trunc('minute', merchant_charge_by_qr.recorded_ats[e.ord] - make_interval(secs => merchant_charge_by_qr.offset_ages[e.ord])) as since
      from generate_series(1, v_count) as e (ord)
      left join app.card_qr_history q on q.qr_hash = substring(merchant_charge_by_qr.code_hashes from 32 * e.ord - 31 for 32)
    ) n
  ) k;
  -- Most sets were all made since one moment.
  v_window_nos := case when v_one_since then merchant_charge_by_qr.terminal_nos
    else app.dense_numbers(merchant_charge_by_qr.terminal_ids, v_sinces::text[]) end;
  v_busy := app.lock_charge_set(v_merchant_ids, merchant_charge_by_qr.terminal_ids, v_card_ids, merchant_charge_by_qr.wait_for_locks);
  v_now := clock_timestamp();
  -- The end of every answer. Answers are put together as text, in which nothing needs escaping: as jsonb one would be taken apart again to be sent.
  v_settled_at := ', "settledAt": "' || to_char(v_now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"}';
  v_day := to_char(v_now at time zone 'UTC', 'YYYYMMDD')::bigint * 1000000000;

  select s.currency, s.code_uses, s.late_arrival_days, (s.rounding_step * 100)::bigint as step, rules.active as rules,
    coalesce(rules.look_back, false) as looks_back, rules.least,
    exists (select from app.entry_releases x where x.terminal_id = any (merchant_charge_by_qr.terminal_ids)) as has_releases,
    exists (select from app.idempotency_registry g where g.key = any (merchant_charge_by_qr.entry_ids)) as meets_known,
    exists (select from unnest(merchant_charge_by_qr.recorded_ats) as k (at) where k.at < v_now - c_tolerance) as has_late,
    (
      select array_agg(coalesce((select max(x.seq) from app.terminal_entries x where x.terminal_id = chain.terminal_id and x.epoch = chain.epoch), 0)
        order by chain.no)
      from (
        select distinct c.no, c.terminal_id, c.epoch
        from unnest(merchant_charge_by_qr.chain_nos, merchant_charge_by_qr.terminal_ids, merchant_charge_by_qr.epochs) as c (no, terminal_id, epoch)
      ) chain
    ) as stored_up_to
  into strict v_settings
  from app.platform_settings s
  -- Rules of the moment when it was scanned: a retired one still counts for what arrives late. The rest flags after settlement (app.judge_risk).
  cross join lateral (
    select array_agg(rule) as active, bool_or(rule.kind not in ('amount_per_charge', 'large_amount')) as look_back,
      (min(rule.limit_amount) * 100)::bigint as least
    from app.risk_rules rule
    where (rule.is_active or rule.retired_at > v_now - make_interval(days => s.late_arrival_days))
      and (rule.action = 'decline' or rule.kind in ('amount_per_charge', 'large_amount'))
  ) rules;
  v_rules := v_settings.rules;
  v_looks_back := v_settings.looks_back;
  if v_settings.has_late then
    select * into v_win_count, v_win_sum, v_win_card_sum
    from app.read_offline_windows(merchant_charge_by_qr.terminal_ids, v_sinces, v_card_ids, v_window_nos, v_card_nos, v_oldest_since, v_now);
  end if;

  for r in
    select * from app.read_charge_set(
      merchant_charge_by_qr.entry_ids, merchant_charge_by_qr.terminal_ids, merchant_charge_by_qr.epochs, merchant_charge_by_qr.seqs,
      merchant_charge_by_qr.kinds, merchant_charge_by_qr.hashes, merchant_charge_by_qr.prev_hashes, merchant_charge_by_qr.recorded_ats,
      merchant_charge_by_qr.offset_ages, merchant_charge_by_qr.approver_ids, merchant_charge_by_qr.policy_revs, merchant_charge_by_qr.code_hashes,
      merchant_charge_by_qr.scanned_ats, merchant_charge_by_qr.amounts, merchant_charge_by_qr.currencies, merchant_charge_by_qr.methods,
      merchant_charge_by_qr.quoted_discounts, merchant_charge_by_qr.quoted_finals, merchant_charge_by_qr.retry_ofs, merchant_charge_by_qr.code_verdicts,
      v_card_ids, v_payer_ids, v_qr_ids, v_sinces, merchant_charge_by_qr.chain_nos, v_merchant_ids, v_busy, v_now, v_settings.currency, v_settings.code_uses, v_settings.step,
      v_settings.has_releases, v_settings.meets_known, v_settings.stored_up_to) k
    order by k.ord
  loop
    ord := r.ord; code := null; answer := null;
    if r.is_busy or r.replaced_by is not null then
      status := 'busy';
      return next;
      continue;
    end if;

    -- Step 4: a key that was answered gets its answer again, before any check that time could change.
    i := v_key_ord[merchant_charge_by_qr.key_nos[ord]];
    if i is not null then
      r.known_hash := substring(merchant_charge_by_qr.hashes from 32 * v_decisions[i].ord - 31 for 32);
      r.known_answer := v_decisions[i].answer;
    end if;
    if r.known_hash is not null then
      if r.known_hash = r.hash then
        status := 'replayed'; answer := left(r.known_answer::text, -1) || ', "replayed": true}';
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
    v_before := v_chain_ord[merchant_charge_by_qr.chain_nos[ord]];
    v_follows := coalesce(merchant_charge_by_qr.seqs[v_before] = r.seq - 1, false);
    code := case
      when r.is_stored or r.seq <= merchant_charge_by_qr.seqs[v_before] then 'sequence_fork'
      when r.suc_prev <> r.hash or r.prev_hash <> case when v_follows then substring(merchant_charge_by_qr.hashes from 32 * v_before - 31 for 32)
        when r.seq = 1 then c_no_hash else r.pre_hash end then 'broken_chain'
      when r.released then null
      when r.recorded_at > v_now + c_tolerance or r.scanned_at > r.recorded_at + c_tolerance
        or r.recorded_at < case when v_follows then merchant_charge_by_qr.recorded_ats[v_before] else r.pre_at end - c_tolerance
        or (r.epoch = r.contact_epoch and r.seq > r.contact_seq and r.recorded_at < r.contact_at - c_tolerance) then 'clock_untrusted'
      when r.recorded_at < v_now - make_interval(days => v_settings.late_arrival_days) then 'arrived_too_late'
    end;
    if code is not null then
      status := 'rejected';
      return next;
      continue;
    end if;
    v_chain_ord[merchant_charge_by_qr.chain_nos[ord]] := ord;
    i := merchant_charge_by_qr.terminal_nos[ord];
    v_outcome_no := coalesce(v_outcome[i], r.last_outcome_no) + 1;
    v_outcome[i] := v_outcome_no;

    v_code := null; v_tx_id := null; v_tx_no := null; v_fee := 0; v_points := 0; v_points_after := 0;
    if r.kind <> 'charge' then
      v_state := 'recorded';
      v_answer := '{"id": "' || r.entry_id || '", "state": "recorded", "outcomeNo": ' || v_outcome_no || v_settled_at;
    elsif r.key_known then
      v_state := 'voided'; v_has_voided := true;
      v_answer := '{"id": "' || r.entry_id || '", "state": "voided", "outcomeNo": ' || v_outcome_no || v_settled_at;
    else
      -- What stored facts refuse, and between it what the set itself has changed.
      v_card := v_card_nos[ord]; v_code_no := merchant_charge_by_qr.code_nos[ord];
      v_balance_now := coalesce(v_balance[v_card], r.balance);
      v_points_after := coalesce(v_card_points[v_card], r.card_points);
      v_code := coalesce(r.refused_by_shop, case when r.retry_of = any (v_retried) then 'code_already_used' end,
        r.refused_by_code, case when v_spent[v_code_no] and v_settings.code_uses = 'one' then 'code_already_used' end,
        r.refused_by_card, case when r.final > coalesce(v_left_today[r.payer_no], r.left_today) then 'member_limit_exceeded' end,
        r.refused_by_quote);
      -- Step 6: what arrived late was offline; a charge again is a new decision made with the server.
      v_window := case when r.is_late and r.retry_of is null then v_window_nos[ord] end;
      if v_window is not null then
        v_window_card := (v_window - 1) * cardinality(v_card_nos) + v_card;
        if v_code is null and (coalesce(v_win_count[v_window], 0) >= r.max_count or coalesce(v_win_sum[v_window], 0) + r.final > r.max_sum
          or coalesce(v_win_card_sum[v_window_card], 0) + r.final > least(r.max_per_card, r.code_limit)) then
          v_code := 'offline_limit_exceeded';
        end if;
      end if;

      -- Step 11
      if v_looks_back then
        v_case := row(r.terminal_id, r.entry_id, r.epoch, r.seq, v_outcome_no, r.merchant_id, null, r.card_id, r.card_type,
          merchant_charge_by_qr.transaction_ids[ord], r.scanned_at, r.recorded_at, r.final, null, v_window is not null, null);
      end if;
      if v_code is null and (v_looks_back or r.final > v_settings.least) then
        foreach v_rule in array v_rules loop
          if coalesce(v_rule.merchant_id = r.merchant_id, true) and coalesce(v_rule.card_type = r.card_type, true)
            and v_rule.effective_from <= r.scanned_at and coalesce(v_rule.retired_at > r.scanned_at, true) then
            v_observed := case when v_rule.kind not in ('amount_per_charge', 'large_amount') then app.measure_declining_rule(v_rule, v_case, v_seen)
              when r.final > v_rule.limit_amount * 100 then r.final end;
            if v_observed is not null then
              v_hits := v_hits || row(v_rule.id, r.entry_id, r.terminal_id, r.card_id, v_rule.action, v_observed)::app.risk_hit;
              if v_rule.action = 'decline' then
                v_code := 'risk_rejected';
              end if;
            end if;
          end if;
        end loop;
      end if;
      if v_code is null and r.method = 'balance' and v_balance_now < r.final then
        v_code := 'insufficient_balance';
      end if;

      if v_looks_back then
        v_case.settled := v_code is null;
        v_seen := v_seen || v_case;
      end if;

      if r.card_id is not null then
        v_tx_id := merchant_charge_by_qr.transaction_ids[ord];
        -- As app.next_tx_no, whose call would cost more than the rest of the decision.
        v_tx_number := v_day + nextval('app.tx_no_seq') % 1000000000;
        v_tx_no := v_tx_number::text || lpad((98 - (v_tx_number % 97) * 100 % 97)::text, 2, '0');
      end if;
      if v_code is null then
        -- Step 12, in memory
        v_state := 'settled';
        if r.method = 'balance' then
          v_fee := (2 * r.final * r.fee_permyriad + 10000) / 20000;
          v_balance_now := v_balance_now - r.final;
        end if;
        v_points := app.points_for(r.final, r.card_type);
        v_points_after := v_points_after + v_points;
        v_balance[v_card] := v_balance_now; v_card_points[v_card] := v_points_after; v_spent[v_code_no] := true;
        if r.left_today is not null then
          v_left_today[r.payer_no] := coalesce(v_left_today[r.payer_no], r.left_today) - r.final;
        end if;
        if r.retry_of is not null then
          v_retried := v_retried || r.retry_of;
        end if;
        if v_window is not null then
          v_win_count[v_window] := coalesce(v_win_count[v_window], 0) + 1;
          v_win_sum[v_window] := coalesce(v_win_sum[v_window], 0) + r.final;
          v_win_card_sum[v_window_card] := coalesce(v_win_card_sum[v_window_card], 0) + r.final;
        end if;
        v_answer := '{"id": "' || r.entry_id || '", "state": "settled", "outcomeNo": ' || v_outcome_no || ', "txNo": "' || v_tx_no
          || '", "discount": ' || r.discount || ', "final": ' || r.final || ', "points": ' || v_points || v_settled_at;
      else
        v_state := 'declined'; v_has_late_declines := v_has_late_declines or r.is_late;
        v_answer := '{"id": "' || r.entry_id || '", "state": "declined", "outcomeNo": ' || v_outcome_no || ', "code": "' || v_code
          || '", "next": "' || app.decline_next_step(v_code) || '"' || v_settled_at;
      end if;
    end if;

    v_decisions := v_decisions || row(ord, r.entry_id, r.terminal_id, r.merchant_id, r.epoch, r.seq, r.kind, merchant_charge_by_qr.cashier_ids[ord],
      r.recorded_at, r.scanned_at, v_state, v_code, v_outcome_no, r.card_id, r.payer_id, r.qr_id, r.code_hash, v_tx_id, v_tx_no, r.method, r.amount,
      r.discount, r.final, v_fee, v_points, v_points_after, r.is_late and r.kind = 'charge', r.since, r.retry_of, v_answer,
      merchant_charge_by_qr.request_ids[ord])::app.entry_decision;
    v_key_ord[merchant_charge_by_qr.key_nos[ord]] := cardinality(v_decisions);
    status := 'final'; answer := v_answer;
    return next;
  end loop;

  perform app.post_entries(v_decisions, v_now, merchant_charge_by_qr.hashes, merchant_charge_by_qr.prev_hashes, merchant_charge_by_qr.sigs,
    merchant_charge_by_qr.bodies, merchant_charge_by_qr.body_ends, merchant_charge_by_qr.contact_terminal_ids,
    merchant_charge_by_qr.contact_epochs, merchant_charge_by_qr.contact_seqs, v_settings.has_late, v_has_late_declines or cardinality(v_retried) > 0, v_has_voided);
  if cardinality(v_hits) > 0 then
    insert into app.risk_hits (rule_id, entry_id, terminal_id, card_id, action, observed)
    select h.rule_id, h.entry_id, h.terminal_id, h.card_id, h.action, h.observed from unnest(v_hits) h;
  end if;
end $$;
grant execute on function app.merchant_charge_by_qr(uuid[], uuid[], int[], bigint[], text[], bytea, bytea, bytea, bytea, int[], timestamptz[],
  int[], uuid[], uuid[], int[], bytea, timestamptz[], bigint[], text[], app.payment_method[], int[], bigint[], uuid[], text[], uuid[],
  uuid[], int[], bigint[], boolean, text[], int[], int[], int[], int[]) to mps_server;

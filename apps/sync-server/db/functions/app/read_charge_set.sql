-- What the database knows about each entry of a set, with the first refusal of each step that stored facts decide; what the set itself changes is
-- decided by the caller, app.merchant_charge_by_qr, whose arguments these are. It holds every lock by then, and asks for the set's order (ord).
--   card_ids, payer_ids, qr_ids, sinces: what the codes name, and when each terminal's connection was lost; chain_nos: equal within one chain
--   busy_keys: locks that somebody else holds; has_releases, meets_known: whether the rare look-ups are due; stored_up_to: the highest number that is
--     stored of each chain, beyond which none is looked for
-- Amounts are minor units, discounts thousandths. Internal. Without a search_path of its own, so that it becomes part of the caller's query.
create or replace function app.read_charge_set(
  entry_ids uuid[], terminal_ids uuid[], epochs int[], seqs bigint[], kinds text[], hashes bytea, prev_hashes bytea, recorded_ats timestamptz[],
  offset_ages int[], approver_ids uuid[], policy_revs int[], code_hashes bytea, scanned_ats timestamptz[], amounts bigint[], currencies text[],
  methods app.payment_method[], quoted_discounts int[], quoted_finals bigint[], retry_ofs uuid[], code_verdicts text[], card_ids uuid[],
  payer_ids uuid[], qr_ids uuid[], sinces timestamptz[], chain_nos int[], merchant_ids uuid[], busy_keys bigint[], at timestamptz,
  currency text, code_uses text, rounding_step bigint, has_releases boolean, meets_known boolean, stored_up_to bigint[]
) returns setof app.charge_case
language sql stable
as $$
  with shops as materialized (
    select t.id as terminal_id, t.merchant_id, t.status as terminal_status, t.blocked_at as terminal_blocked_at, t.drain_allowed, t.last_outcome_no,
      t.contact_epoch, t.contact_seq, t.contact_at,
      m.status as merchant_status, m.blocked_at as merchant_blocked_at, m.time_zone, (m.fee_rate * 10000)::bigint as fee_permyriad
    from app.terminals t
    join app.merchants m on m.id = t.merchant_id
    where t.id = any (read_charge_set.terminal_ids)
  ), policies as materialized (
    select p.merchant_id, p.revision, (p.min_charge * 100)::bigint as min_charge, (p.max_charge * 100)::bigint as max_charge, p.offline_allowed,
      (p.offline_max_per_charge * 100)::bigint as max_per_charge, (p.offline_max_per_card * 100)::bigint as max_per_card,
      (p.offline_max_sum * 100)::bigint as max_sum, p.offline_max_count as max_count, p.offline_charging_hours * 3600 as max_age,
      (p.offline_approval_above * 100)::bigint as approval_above
    from app.merchant_policies p
    where p.merchant_id = any (read_charge_set.merchant_ids) and p.revision = any (read_charge_set.policy_revs)
  )
  select f.ord, f.entry_id, f.terminal_id, f.merchant_id, f.epoch, f.seq, f.kind, f.hash, f.prev_hash, f.recorded_at, f.scanned_at, f.is_late, f.since,
    f.amount, f.method, f.discount, f.final, f.retry_of, f.qr_id, f.code_hash, f.code_verdict, f.code_limit, f.card_id, f.card_type, f.replaced_by,
    f.balance, f.card_points, f.payer_id, f.payer_no, f.left_today, f.fee_permyriad, f.last_outcome_no, f.contact_epoch, f.contact_seq, f.contact_at,
    f.is_busy, f.key_known, f.known_hash, f.known_answer, f.is_stored, f.released, f.pre_hash, f.pre_at, f.suc_prev, f.max_count, f.max_sum,
    f.max_per_card,
    -- What stored facts refuse, in the order of the steps; what the set itself has changed is asked between them.
    case
      when f.qr_id is null and f.code_verdict = 'forged' then 'code_forged'
      when f.qr_id is null then 'code_unknown'
      -- Step 7
      when f.terminal_status = 'revoked' and (f.terminal_blocked_at <= f.scanned_at or not f.drain_allowed) then 'terminal_revoked'
      when f.merchant_status = 'suspended' and f.merchant_blocked_at <= f.scanned_at then 'merchant_suspended'
      when f.revision is null or f.amount < f.min_charge or f.amount > f.max_charge or f.currency <> read_charge_set.currency then 'amount_out_of_range'
      when f.retry_of is not null then app.judge_charge_again(f.retried, f.code_hash, f.scanned_at, f.amount, read_charge_set.at)
    end as refused_by_shop,
    case
      -- Step 8
      when f.scanned_at < f.valid_from - interval '2 minutes' then 'code_not_yet_valid'
      when f.scanned_at > f.code_expires_at + interval '2 minutes' then 'code_expired'
      when f.revoked_at <= f.scanned_at then 'code_revoked'
      when read_charge_set.code_uses = 'one' and f.spent_by is not null then 'code_already_used'
    end as refused_by_code,
    case
      -- Step 9: the card that was shown, as it was when it was scanned
      when f.shown_status = 'frozen' and f.shown_blocked_at <= f.scanned_at then 'card_frozen'
      when f.shown_status = 'lost' and f.shown_blocked_at <= f.scanned_at then 'card_lost'
      when f.shown_status = 'closed' and f.shown_blocked_at <= f.scanned_at then 'card_closed'
      when f.card_expires_at <= f.scanned_at then 'card_expired'
      when f.member_status <> 'active' and f.member_blocked_at <= f.scanned_at then 'member_inactive'
      when f.role is null or f.role = 'viewer' or f.removed_at <= f.scanned_at then 'role_may_not_pay'
      when f.final > f.limit_per_charge then 'member_limit_exceeded'
    end as refused_by_card,
    case
      -- Step 10
      when f.quoted_discount <> f.discount or f.quoted_final <> f.final then 'quote_mismatch'
      when f.is_late and f.retry_of is null and (not f.offline_allowed or f.since is null or f.offset_age > f.max_age
        or (f.final > f.approval_above and f.approver_id is null)) then 'offline_not_allowed'
      when f.is_late and f.retry_of is null and (f.final > f.max_per_charge or f.final > f.code_limit) then 'offline_limit_exceeded'
    end as refused_by_quote
  from (
    select e.*, s.merchant_id, s.terminal_status, s.terminal_blocked_at, s.drain_allowed, s.last_outcome_no, s.contact_epoch, s.contact_seq, s.contact_at,
      s.merchant_status, s.merchant_blocked_at, s.fee_permyriad, p.revision, p.min_charge, p.max_charge, p.offline_allowed, p.max_per_charge, p.max_per_card,
      p.max_sum, p.max_count, p.max_age, p.approval_above, d.discount, app.apply_discount(e.amount, d.discount, read_charge_set.rounding_step) as final,
      g.request_hash as known_hash, g.key is not null as key_known, g.answer as known_answer,
      -- Rare look-ups are made where they can find something: a fresh batch meets no stored number but the one before its first.
      -- None of them is an EXISTS: the planner may answer that from a hash of the whole table, built for every set.
      e.seq <= e.stored_up_to and coalesce((select true from app.terminal_entries x
        where x.terminal_id = e.terminal_id and x.epoch = e.epoch and x.seq = e.seq), false) as is_stored,
      case when e.seq - 1 <= e.stored_up_to then (select x.hash from app.terminal_entries x
        where x.terminal_id = e.terminal_id and x.epoch = e.epoch and x.seq = e.seq - 1) end as pre_hash,
      case when e.seq - 1 <= e.stored_up_to then (select x.recorded_at from app.terminal_entries x
        where x.terminal_id = e.terminal_id and x.epoch = e.epoch and x.seq = e.seq - 1) end as pre_at,
      case when e.seq < e.stored_up_to then (select x.prev_hash from app.terminal_entries x
        where x.terminal_id = e.terminal_id and x.epoch = e.epoch and x.seq = e.seq + 1) end as suc_prev,
      read_charge_set.has_releases and coalesce((select true from app.entry_releases x
        where x.terminal_id = e.terminal_id and x.entry_id = e.entry_id), false) as released,
      (q.offline_limit * 100)::bigint as code_limit, q.valid_from, q.expires_at as code_expires_at, q.revoked_at, q.spent_by,
      -- The card that was shown; where it was replaced since, the successor pays.
      case when q.card_id = c.id then c.status else (select o.status from app.member_cards o where o.id = q.card_id) end as shown_status,
      case when q.card_id = c.id then c.blocked_at else (select o.blocked_at from app.member_cards o where o.id = q.card_id) end as shown_blocked_at,
      c.card_type, c.expires_at as card_expires_at, c.replaced_by, (c.balance * 100)::bigint as balance, c.points as card_points,
      mp.status as member_status, mp.blocked_at as member_blocked_at, b.role, b.removed_at, (b.limit_per_charge * 100)::bigint as limit_per_charge,
      case when b.limit_per_day is not null then (select min(k.ord)::int from unnest(read_charge_set.card_ids, read_charge_set.payer_ids) with ordinality as k (card_id, payer_id, ord)
        where k.card_id = e.card_id and k.payer_id = e.payer_id) end as payer_no,
      case when b.limit_per_day is not null then (b.limit_per_day * 100)::bigint - coalesce((
        select sum(tx.final_amount * 100)::bigint from app.transactions tx
        where tx.card_id = e.card_id and tx.member_id = e.payer_id and tx.tx_type = 'payment' and tx.status <> 'failed'
          and tx.created_at >= date_trunc('day', read_charge_set.at at time zone s.time_zone) at time zone s.time_zone
          and tx.created_at >= read_charge_set.at - interval '26 hours' and tx.created_at <= read_charge_set.at), 0)
        - case when (select true from app.card_replacements cr where cr.new_card_id = e.card_id limit 1) then app.spent_before_replacement(e.card_id, e.payer_id,
            date_trunc('day', read_charge_set.at at time zone s.time_zone) at time zone s.time_zone) else 0 end end as left_today,
      case when e.retry_of is not null then (select l from app.late_declines l where l.charge_id = e.retry_of and l.merchant_id = s.merchant_id) end as retried,
      cardinality(read_charge_set.busy_keys) > 0 and (sec.card_lock_key(e.terminal_id) = any (read_charge_set.busy_keys) or sec.card_lock_key(s.merchant_id) = any (read_charge_set.busy_keys)
        or coalesce(sec.card_lock_key(e.card_id) = any (read_charge_set.busy_keys), false)) as is_busy
    from (
      select o.ord, read_charge_set.entry_ids[o.ord] as entry_id, read_charge_set.terminal_ids[o.ord] as terminal_id,
        read_charge_set.epochs[o.ord] as epoch, read_charge_set.seqs[o.ord] as seq, read_charge_set.policy_revs[o.ord] as policy_rev,
        read_charge_set.retry_ofs[o.ord] as retry_of,
        read_charge_set.kinds[o.ord] as kind, read_charge_set.recorded_ats[o.ord] as recorded_at, read_charge_set.scanned_ats[o.ord] as scanned_at,
        read_charge_set.offset_ages[o.ord] as offset_age, read_charge_set.approver_ids[o.ord] as approver_id,
        read_charge_set.amounts[o.ord] as amount, read_charge_set.currencies[o.ord] as currency, read_charge_set.methods[o.ord] as method,
        read_charge_set.quoted_discounts[o.ord] as quoted_discount, read_charge_set.quoted_finals[o.ord] as quoted_final,
        read_charge_set.code_verdicts[o.ord] as code_verdict, substring(read_charge_set.hashes from 32 * o.ord - 31 for 32) as hash,
        substring(read_charge_set.prev_hashes from 32 * o.ord - 31 for 32) as prev_hash,
        substring(read_charge_set.code_hashes from 32 * o.ord - 31 for 32) as code_hash,
        read_charge_set.card_ids[o.ord] as card_id, read_charge_set.payer_ids[o.ord] as payer_id, read_charge_set.qr_ids[o.ord] as qr_id,
        read_charge_set.recorded_ats[o.ord] < read_charge_set.at - interval '2 minutes' as is_late,
        case when read_charge_set.recorded_ats[o.ord] < read_charge_set.at - interval '2 minutes' and read_charge_set.retry_ofs[o.ord] is null then read_charge_set.sinces[o.ord] end as since,
        read_charge_set.stored_up_to[read_charge_set.chain_nos[o.ord]] as stored_up_to
      from generate_series(1, cardinality(read_charge_set.entry_ids)) as o (ord)
    ) e
    join shops s on s.terminal_id = e.terminal_id
    left join policies p on p.merchant_id = s.merchant_id and p.revision = e.policy_rev
    -- Not looked for at all where none is known: a condition of the join itself would come after the look-up.
    left join lateral (
      select known.key, known.request_hash, known.answer
      from app.idempotency_registry known
      where read_charge_set.meets_known and known.key = e.entry_id and known.scope = e.terminal_id
      offset 0
    ) g on true
    left join app.card_qr_history q on q.id = e.qr_id
    left join app.member_cards c on c.id = e.card_id
    left join app.member_profiles mp on mp.id = e.payer_id
    left join app.card_bindings b on b.card_id = e.card_id and b.member_id = e.payer_id
    cross join lateral (select coalesce((q.discount * 1000)::int, e.quoted_discount) as discount offset 0) d
  ) f
$$;

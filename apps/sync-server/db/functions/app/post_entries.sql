-- Writes what app.merchant_charge_by_qr decided of a set: evidence, answers, transactions, postings, points, balances, codes, counters,
-- audit. One statement a table, whatever the size of the set; the caller holds every lock. Internal: granted to nobody.
--   has_late: whether a charge may count in an offline window; has_late_declines: whether one that arrived late was declined or made again;
--   has_voided: whether one comes to a key that was voided. What is false there is not looked for.
create or replace function app.post_entries(
  decisions app.entry_decision[], at timestamptz, hashes bytea, prev_hashes bytea, sigs bytea, bodies bytea, body_ends int[],
  contact_terminal_ids uuid[], contact_epochs int[], contact_seqs bigint[], has_late boolean, has_late_declines boolean, has_voided boolean
) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set jit = off
as $$
declare
  -- What the audit trail's defaults would find out for each row anew.
  v_txid bigint := pg_current_xact_id()::text::bigint;
  v_written_at timestamptz := clock_timestamp();
begin
  -- The decisions are unpacked once and every table is written from them in one statement: nine starts of an executor cost more than the rows.
  with e as materialized (select * from unnest(post_entries.decisions)),
  -- In one row: a search in it costs less than a join with its rows.
  levels as materialized (
    select array_agg(l.level order by l.min_points) as level, array_agg(l.min_points order by l.min_points) as min_points,
      array_agg(l.max_points order by l.min_points) as max_points, array_agg(l.discount order by l.min_points) as discount
    from app.membership_levels l
    where l.is_active
  ),
  evidence as (
    insert into app.terminal_entries (terminal_id, epoch, seq, entry_id, kind, hash, prev_hash, body, sig, recorded_at, received_at, outcome_no, state, code)
      select e.terminal_id, e.epoch, e.seq, e.entry_id, e.kind, substring(post_entries.hashes from 32 * e.ord - 31 for 32),
        substring(post_entries.prev_hashes from 32 * e.ord - 31 for 32),
        substring(post_entries.bodies from coalesce(post_entries.body_ends[e.ord - 1], 0) + 1
          for post_entries.body_ends[e.ord] - coalesce(post_entries.body_ends[e.ord - 1], 0)),
        substring(post_entries.sigs from 64 * e.ord - 63 for 64), e.recorded_at, post_entries.at, e.outcome_no, e.state, e.code
      from e
  ),
  answers as (
    insert into app.idempotency_registry (key, scope, request_hash, state, transaction_id, transaction_at, answer)
      select e.entry_id, e.terminal_id, substring(post_entries.hashes from 32 * e.ord - 31 for 32), e.state, e.transaction_id,
        case when e.transaction_id is not null then post_entries.at end, e.answer::json
      from e
      where e.state <> 'voided'
  ),
  payments as (
    insert into app.transactions (id, tx_no, tx_type, card_id, member_id, merchant_id, terminal_id, cashier_id, entry_id, entry_epoch, entry_seq, qr_id,
        raw_amount, discount_applied, final_amount, fee_amount, points_earned, status, decline_code, payment_method, scanned_at, offline_since, created_at)
      select e.transaction_id, e.tx_no, 'payment', e.card_id, e.member_id, e.merchant_id, e.terminal_id, e.cashier_id, e.entry_id, e.epoch, e.seq, e.qr_id,
        e.amount * 0.01, e.discount * 0.001, e.final * 0.01, e.fee * 0.01, e.points,
        case when e.state = 'settled' then 'completed'::app.tx_status else 'failed' end, e.code, e.method, e.scanned_at, e.offline_since, post_entries.at
      from e
      where e.transaction_id is not null
  ),
  moves as (
    insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
      select e.transaction_id, l.line, l.debit_type, l.debit_id, l.credit_type, l.credit_id, l.amount * 0.01, post_entries.at
      from e
      cross join lateral app.payment_postings(e.method, e.card_id, e.merchant_id, e.final, e.fee) l
      where e.state = 'settled'
  ),
  points as (
    insert into app.point_ledger (transaction_id, card_id, delta, balance_after, created_at)
      select e.transaction_id, e.card_id, e.points, e.points_after, post_entries.at
      from e
      where e.state = 'settled' and e.points > 0
  ),
  cards as (
    update app.member_cards c
      set balance = c.balance - s.spent, points = c.points + s.points, level = coalesce(s.level, c.level),
        discount_rate = case when c.card_type in ('standard', 'prepaid') then coalesce(s.discount, c.discount_rate) else c.discount_rate end,
        updated_at = post_entries.at
      from (
        -- Null where nothing was earned, and in a hole between two levels.
        select g.card_id, g.spent, g.points, l.level[g.level_no] as level, l.discount[g.level_no] as discount
        from levels l
        cross join lateral (
          select k.card_id, k.spent, k.points, case when k.points > 0 and (l.max_points[k.level_no] < k.points_after) is not true then k.level_no end as level_no
          from (
            select e.card_id, coalesce(sum(e.final) filter (where e.method = 'balance'), 0) * 0.01 as spent, sum(e.points)::int as points,
              max(e.points_after) as points_after, width_bucket(max(e.points_after), l.min_points) as level_no
            from e where e.state = 'settled' group by e.card_id
          ) k
        ) g
      ) s
      where c.id = s.card_id
  ),
  windows as (
    insert into app.offline_windows as w (terminal_id, since, charge_count, charge_sum, opened_at)
      select e.terminal_id, e.offline_since, count(*), sum(e.final) * 0.01, post_entries.at
      from e
      where post_entries.has_late and e.state = 'settled' and e.offline_since is not null
      group by 1, 2
    -- The server's clock may have been set back since; a window without a time keeps none.
    on conflict (terminal_id, since) do update set charge_count = w.charge_count + excluded.charge_count, charge_sum = w.charge_sum + excluded.charge_sum,
      opened_at = case when w.opened_at > excluded.opened_at then excluded.opened_at else w.opened_at end
  ),
  codes as (
    update app.card_qr_history q set spent_by = e.entry_id
      from e
      where e.state = 'settled' and q.id = e.qr_id
  ),
  audit_rows as (
    insert into audit.event_log (happened_at, actor_user_id, actor_kind, device_id, request_id, txid, created_at, action, object_type, object_id, context)
      select post_entries.at, e.cashier_id, 'terminal', e.terminal_id, e.request_id, v_txid, v_written_at,
        case e.kind when 'charge' then 'charge.' || e.state else 'entry.' || e.kind end, e.kind, e.entry_id,
        case when e.state = 'settled'
          then jsonb_build_object('terminal', e.terminal_id, 'outcomeNo', e.outcome_no, 'tx', e.transaction_id, 'final', e.final)
          else jsonb_strip_nulls(jsonb_build_object('terminal', e.terminal_id, 'outcomeNo', e.outcome_no, 'tx', e.transaction_id, 'code', e.code)) end
      from e
  )
  update app.terminals t
  set last_outcome_no = greatest(t.last_outcome_no, coalesce(s.outcome_no, 0)),
    last_seen_at = case when s.contact_epoch is null then t.last_seen_at else post_entries.at end,
    contact_at = case when (s.contact_epoch, s.contact_seq) >= (t.contact_epoch, t.contact_seq) then post_entries.at else t.contact_at end,
    contact_seq = case when (s.contact_epoch, s.contact_seq) >= (t.contact_epoch, t.contact_seq) then s.contact_seq else t.contact_seq end,
    contact_epoch = greatest(t.contact_epoch, s.contact_epoch),
    updated_at = post_entries.at
  from (
    select u.terminal_id, max(u.outcome_no) as outcome_no, max(u.contact_epoch) as contact_epoch, max(u.contact_seq) as contact_seq
    from (
      select e.terminal_id, e.outcome_no, null::int as contact_epoch, null::bigint as contact_seq from e
      union all
      select k.terminal_id, null, k.epoch, k.seq
      from unnest(post_entries.contact_terminal_ids, post_entries.contact_epochs, post_entries.contact_seqs) as k (terminal_id, epoch, seq)
    ) u
    group by u.terminal_id
  ) s
  where t.id = s.terminal_id;

  -- The rest is rare.
  if post_entries.has_late_declines then
    perform app.post_late_entries(post_entries.decisions, post_entries.at);
  end if;
  if post_entries.has_voided then
    update app.idempotency_registry g
    set request_hash = substring(post_entries.hashes from 32 * e.ord - 31 for 32), answer = e.answer::json
    from unnest(post_entries.decisions) e
    where e.state = 'voided' and g.key = e.entry_id and g.scope = e.terminal_id;
  end if;
end $$;

-- What has been settled in the offline windows of a set before it, for its caller app.merchant_charge_by_qr, which holds every lock: charges and their
-- sum by the window's number, and the sum of each card by (window's number - 1) * entries + card's number; null where that is nothing. Minor units.
--   sinces: when each entry's terminal lost its connection; window_nos, card_nos: dense numbers of the pairs of terminal and since, and of the cards
--   oldest_since: the earliest of sinces, for windows that do not know when they opened
-- One look at a window for all cards of the set: a look for each entry cost a tenth of settling a backlog. Internal.
create or replace function app.read_offline_windows(
  terminal_ids uuid[], sinces timestamptz[], card_ids uuid[], window_nos int[], card_nos int[], oldest_since timestamptz, at timestamptz,
  out counts int[], out sums bigint[], out card_sums bigint[]
)
language plpgsql stable
set search_path = pg_catalog
as $$
declare
  v_size int := cardinality(read_offline_windows.card_nos);
  w record;
  c record;
begin
  for w in
    select e.no, o.terminal_id, o.since, o.opened_at, o.charge_count, (o.charge_sum * 100)::bigint as charge_sum, e.card_ids, e.card_nos
    from (
      select k.no, k.terminal_id, k.since, array_agg(k.card_id) as card_ids, array_agg(k.card_no) as card_nos
      from unnest(read_offline_windows.window_nos, read_offline_windows.terminal_ids, read_offline_windows.sinces, read_offline_windows.card_ids,
        read_offline_windows.card_nos) as k (no, terminal_id, since, card_id, card_no)
      where k.card_id is not null
      group by 1, 2, 3
    ) e
    join app.offline_windows o on o.terminal_id = e.terminal_id and o.since = e.since
    where o.charge_count > 0
  loop
    counts[w.no] := w.charge_count;
    sums[w.no] := w.charge_sum;
    for c in
      select w.card_nos[array_position(w.card_ids, x.card_id)] as card_no, x.spent
      from (
        select tx.card_id, (sum(tx.final_amount) * 100)::bigint as spent
        from app.transactions tx
        where tx.terminal_id = w.terminal_id and tx.offline_since = w.since and tx.card_id = any (w.card_ids) and tx.status <> 'failed'
          and tx.created_at >= coalesce(w.opened_at, read_offline_windows.oldest_since - interval '1 day') and tx.created_at <= read_offline_windows.at
        group by tx.card_id
      ) x
      where x.spent > 0
    loop
      card_sums[(w.no - 1) * v_size + c.card_no] := c.spent;
    end loop;
  end loop;
end $$;

-- A merchant's totals of a run of its business days, for its users and admins, as packages/shared MerchantTotals has them: in all, and by day, hour,
-- terminal, cashier, card type and payment method, from one reading of its transactions. A charge counts on the day and hour when it settled; what
-- was captured on an earlier day is shown apart, so a day that is over never changes. queued is
-- what its terminals said at their last heartbeat that they had still to send. Amounts in minor units.
-- Raises MP001 not_found for a foreign merchant, MP030 settlement_period_wrong.
create or replace function app.merchant_totals(merchant_id uuid, first_day date, last_day date) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_zone text;
  v_from timestamptz;
  v_to timestamptz;
  v_groups jsonb;
begin
  perform sec.require_merchant(merchant_totals.merchant_id);
  if merchant_totals.last_day < merchant_totals.first_day or merchant_totals.last_day - merchant_totals.first_day > 366 then
    raise exception 'settlement_period_wrong' using errcode = 'MP030';
  end if;
  select m.time_zone into v_zone from app.merchants m where m.id = merchant_totals.merchant_id;
  v_from := merchant_totals.first_day::timestamp at time zone v_zone;
  v_to := (merchant_totals.last_day + 1)::timestamp at time zone v_zone;

  with tx as (
    select t.tx_type, t.status <> 'failed' as done, (t.raw_amount * 100)::bigint as raw, (t.final_amount * 100)::bigint as final,
      (t.fee_amount * 100)::bigint as fee, t.terminal_id, t.cashier_id, t.payment_method, c.card_type,
      (t.created_at at time zone v_zone)::date as day, extract(hour from t.created_at at time zone v_zone)::int as hour,
      (t.scanned_at at time zone v_zone)::date < (t.created_at at time zone v_zone)::date as earlier
    from app.transactions t
    left join app.member_cards c on c.id = t.card_id
    where t.merchant_id = merchant_totals.merchant_id and t.created_at >= v_from and t.created_at < v_to
  ), cells as (
    select grouping(tx.day, tx.hour, tx.terminal_id, tx.cashier_id, tx.card_type, tx.payment_method) as dims,
      tx.day, tx.hour, tx.terminal_id, tx.cashier_id, tx.card_type, tx.payment_method,
      jsonb_build_object(
        'payments', jsonb_build_object('count', count(*) filter (where tx.tx_type = 'payment' and tx.done),
          'gross', coalesce(sum(tx.raw) filter (where tx.tx_type = 'payment' and tx.done), 0),
          'discount', coalesce(sum(tx.raw - tx.final) filter (where tx.tx_type = 'payment' and tx.done), 0),
          'net', coalesce(sum(tx.final) filter (where tx.tx_type = 'payment' and tx.done), 0)),
        'capturedEarlier', jsonb_build_object('count', count(*) filter (where tx.tx_type = 'payment' and tx.done and tx.earlier),
          'net', coalesce(sum(tx.final) filter (where tx.tx_type = 'payment' and tx.done and tx.earlier), 0)),
        'refunds', jsonb_build_object('count', count(*) filter (where tx.tx_type = 'refund' and tx.done),
          'amount', coalesce(sum(tx.final) filter (where tx.tx_type = 'refund' and tx.done), 0)),
        'recharges', jsonb_build_object('count', count(*) filter (where tx.tx_type = 'recharge' and tx.done),
          'amount', coalesce(sum(tx.final) filter (where tx.tx_type = 'recharge' and tx.done), 0)),
        'declined', jsonb_build_object('count', count(*) filter (where not tx.done), 'gross', coalesce(sum(tx.raw) filter (where not tx.done), 0)),
        'fees', coalesce(sum(tx.fee) filter (where tx.done), 0)) as part
    from tx
    group by grouping sets ((), (tx.day), (tx.hour), (tx.terminal_id), (tx.cashier_id), (tx.card_type), (tx.payment_method))
  )
  select jsonb_build_object(
    'total', (select c.part from cells c where c.dims = 63),
    'byDay', (select coalesce(jsonb_agg(jsonb_build_object('day', c.day) || c.part order by c.day), '[]') from cells c where c.dims = 31),
    'byHour', (select coalesce(jsonb_agg(jsonb_build_object('hour', c.hour) || c.part order by c.hour), '[]') from cells c where c.dims = 47),
    'byTerminal', (select coalesce(jsonb_agg(jsonb_build_object('terminalId', c.terminal_id, 'label', t.label) || c.part order by t.label, c.terminal_id), '[]')
      from cells c left join app.terminals t on t.id = c.terminal_id where c.dims = 55),
    'byCashier', (select coalesce(jsonb_agg(jsonb_build_object('cashierId', c.cashier_id, 'name', u.name) || c.part order by u.name, c.cashier_id), '[]')
      from cells c left join auth.users u on u.id = c.cashier_id where c.dims = 59),
    'byCardType', (select coalesce(jsonb_agg(jsonb_build_object('cardType', c.card_type) || c.part order by c.card_type), '[]') from cells c where c.dims = 61),
    'byMethod', (select coalesce(jsonb_agg(jsonb_build_object('method', c.payment_method) || c.part order by c.payment_method), '[]') from cells c where c.dims = 62))
  into v_groups;
  return v_groups || jsonb_build_object('merchantId', merchant_totals.merchant_id, 'firstDay', merchant_totals.first_day,
    'lastDay', merchant_totals.last_day, 'timeZone', v_zone, 'currency', app.platform_currency(),
    'queued', (select jsonb_build_object('count', coalesce(sum(t.queue_depth), 0), 'amount', coalesce(sum((t.queue_sum * 100)::bigint), 0),
      'oldestAgeS', max(t.queue_oldest_age_s)) from app.terminals t where t.merchant_id = merchant_totals.merchant_id));
end $$;
grant execute on function app.merchant_totals(uuid, date, date) to mps_merchant, mps_admin;

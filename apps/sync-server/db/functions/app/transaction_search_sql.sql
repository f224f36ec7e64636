-- The text of a search among transactions, the newest first: cursor_at (microseconds, for the next page), id, document (packages/shared Transaction).
-- scope is a condition on t that the calling function has written; what a filter leaves out does not filter, and every value of it is quoted here.
--   filter: { txNo, entryId, from, to, minAmount, maxAmount, statuses[], txTypes[], methods[], terminalId, cashierId, cardSuffix, beforeAt, beforeId }
-- A text, so that each search gets a plan of its own (an index for a number is none for a shop) and the export can open a cursor on it. Internal.
create or replace function app.transaction_search_sql(scope text, filter jsonb) returns text
language plpgsql immutable
set search_path = pg_catalog
as $$
declare
  f jsonb := transaction_search_sql.filter;
  v_where text := transaction_search_sql.scope;
  v_no text := f ->> 'txNo';
  v_day timestamptz;
begin
  if v_no is not null then
    -- The number begins with the UTC day on which it was given: one partition, one day of an index. Days past a month's end find nothing.
    if v_no !~ '^20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{11}$' then
      v_where := v_where || ' and false';
    else
      v_day := make_timestamptz(left(v_no, 4)::int, substring(v_no from 5 for 2)::int, 1, 0, 0, 0, 'UTC') + make_interval(days => substring(v_no from 7 for 2)::int - 1);
      v_where := v_where || format(' and t.tx_no = %L and t.created_at >= %L and t.created_at < %L', v_no, v_day, v_day + interval '1 day');
    end if;
  end if;
  if f ? 'from' then v_where := v_where || format(' and t.created_at >= %L', (f ->> 'from')::timestamptz); end if;
  if f ? 'to' then v_where := v_where || format(' and t.created_at < %L', (f ->> 'to')::timestamptz); end if;
  if f ? 'beforeAt' then
    v_where := v_where || format(' and (t.created_at, t.id) < (%L::timestamptz, %L::uuid)', f ->> 'beforeAt', f ->> 'beforeId');
  end if;
  if f ? 'minAmount' then v_where := v_where || format(' and t.final_amount >= %L', (f ->> 'minAmount')::bigint / 100.0); end if;
  if f ? 'maxAmount' then v_where := v_where || format(' and t.final_amount <= %L', (f ->> 'maxAmount')::bigint / 100.0); end if;
  if f ? 'statuses' then v_where := v_where || format(' and t.status = any (%L::app.tx_status[])', array(select jsonb_array_elements_text(f -> 'statuses'))); end if;
  if f ? 'txTypes' then v_where := v_where || format(' and t.tx_type = any (%L::app.tx_type[])', array(select jsonb_array_elements_text(f -> 'txTypes'))); end if;
  if f ? 'methods' then
    v_where := v_where || format(' and t.payment_method = any (%L::app.payment_method[])', array(select jsonb_array_elements_text(f -> 'methods')));
  end if;
  if f ? 'entryId' then v_where := v_where || format(' and t.entry_id = %L', (f ->> 'entryId')::uuid); end if;
  if f ? 'terminalId' then v_where := v_where || format(' and t.terminal_id = %L', (f ->> 'terminalId')::uuid); end if;
  if f ? 'cashierId' then v_where := v_where || format(' and t.cashier_id = %L', (f ->> 'cashierId')::uuid); end if;
  if f ? 'cardSuffix' then v_where := v_where || format(' and right(c.card_no, 4) = %L', f ->> 'cardSuffix'); end if;
  return $q$
    select t.created_at::text as cursor_at, t.id, jsonb_build_object(
      'id', t.id, 'txNo', t.tx_no, 'txType', t.tx_type, 'status', t.status, 'declineCode', t.decline_code, 'reason', t.reason, 'method', t.payment_method,
      'rawAmount', (t.raw_amount * 100)::bigint, 'discount', (t.discount_applied * 1000)::int, 'finalAmount', (t.final_amount * 100)::bigint,
      'refundedAmount', (t.refunded_amount * 100)::bigint, 'fee', (t.fee_amount * 100)::bigint, 'points', t.points_earned,
      'cardSuffix', right(c.card_no, 4), 'cardType', c.card_type, 'memberNo', p.member_no, 'merchantId', t.merchant_id, 'merchantName', m.name,
      'terminalId', t.terminal_id, 'terminalLabel', term.label, 'cashierId', t.cashier_id, 'cashierName', u.name, 'originalTxNo', o.tx_no,
      'entryId', t.entry_id, 'scannedAt', app.iso_time(t.scanned_at), 'createdAt', app.iso_time(t.created_at)) as document
    from app.transactions t
    left join app.member_cards c on c.id = t.card_id
    left join app.member_profiles p on p.id = t.member_id
    left join app.merchants m on m.id = t.merchant_id
    left join app.terminals term on term.id = t.terminal_id
    left join auth.users u on u.id = t.cashier_id
    left join app.transactions o on o.id = t.original_id and o.created_at = t.original_at
    where $q$ || v_where || ' order by t.created_at desc, t.id desc';
end $$;

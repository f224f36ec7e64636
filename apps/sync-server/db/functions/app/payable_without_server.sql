-- The most that a member may pay with a card before anybody asks the server, in minor units: the balance, within the member's own limits per charge
-- and per day. The shop and with it the day are not known yet, so what was paid in the last 25 hours (a day's longest) counts. Internal.
create or replace function app.payable_without_server(c app.member_cards, b app.card_bindings) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_since timestamptz := clock_timestamp() - interval '25 hours';
  v_left bigint;
begin
  if b.limit_per_day is not null then
    v_left := b.limit_per_day * 100 - app.spent_before_replacement(c.id, b.member_id, v_since) - (
      select coalesce(sum(t.final_amount * 100), 0) from app.transactions t
      where t.card_id = c.id and t.member_id = b.member_id and t.tx_type = 'payment' and t.status <> 'failed' and t.created_at >= v_since);
  end if;
  return greatest(0, least((c.balance * 100)::bigint, (b.limit_per_charge * 100)::bigint, v_left));
end $$;

-- Repays, out of what a recharge has just brought to a card, what is owed on this card or those it replaced, and what its owner owes on any;
-- the oldest debt first. Posts the ledger lines of the recharge from line 2 on and takes the money off the card again. most in minor units.
-- Returns what went to debts. The caller holds the card's lock; the debts' rows are locked in the order of their age. Internal.
create or replace function app.repay_debts(card_id uuid, transaction_id uuid, most bigint, at timestamptz) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  d record;
  v_part bigint;
  v_left bigint := repay_debts.most;
  v_line smallint := 2;
begin
  for d in
    with recursive held as (
      select repay_debts.card_id as id
      union all
      select o.id from held h join app.member_cards o on o.replaced_by = h.id
    )
    select x.id, x.member_id, ((x.amount - x.repaid) * 100)::bigint as owed
    from app.member_debts x
    where x.repaid < x.amount and (x.card_id in (select h.id from held h)
      or x.member_id = (select m.owner_member_id from app.member_cards m where m.id = repay_debts.card_id))
    order by x.created_at, x.id
    for update of x
  loop
    exit when v_left = 0;
    v_part := least(d.owed, v_left);
    insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
    values (repay_debts.transaction_id, v_line, 'card_balance', repay_debts.card_id, 'member_debt', d.member_id, v_part / 100.0, repay_debts.at);
    update app.member_debts x set repaid = x.repaid + v_part / 100.0 where x.id = d.id;
    v_left := v_left - v_part;
    v_line := v_line + 1;
  end loop;
  if v_left < repay_debts.most then
    update app.member_cards c set balance = c.balance - (repay_debts.most - v_left) / 100.0 where c.id = repay_debts.card_id;
  end if;
  return repay_debts.most - v_left;
end $$;

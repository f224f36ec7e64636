-- settlement_differs: the net of a settlement that ended since a moment is not what the ledger says of its period, such as after a posting that was
-- dated into it afterwards. object_id is the settlement. Internal.
create or replace function app.verify_settlements(since timestamptz) returns table (problem text, object_id uuid, expected numeric, found numeric)
language sql stable security definer
set search_path = pg_catalog
as $$
  select 'settlement_differs', s.id, l.gross - l.refunds - l.fees - l.held_recharges + s.carried_over, s.net
  from app.settlements s
  cross join lateral app.merchant_ledger_sums(s.merchant_id, s.starts_at, s.ends_at) l
  where s.starts_at >= verify_settlements.since
    and (l.gross, l.refunds, l.fees, l.held_recharges) is distinct from (s.gross, s.refunds, s.fees, s.held_recharges)
$$;

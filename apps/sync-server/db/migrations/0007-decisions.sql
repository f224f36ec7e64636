set role mps_owner;

-- What app.merchant_charge_by_qr decided of one entry, on its way to app.post_entries. Amounts are minor units, discounts thousandths.
create type app.entry_decision as (
  ord int,
  entry_id uuid,
  terminal_id uuid,
  merchant_id uuid,
  epoch int,
  seq bigint,
  kind text,
  cashier_id uuid,
  recorded_at timestamptz,
  scanned_at timestamptz,
  state app.entry_state,
  code text,
  outcome_no bigint,
  card_id uuid,
  member_id uuid,
  qr_id uuid,
  code_hash bytea,
  transaction_id uuid,
  tx_no text,
  method app.payment_method,
  amount bigint,
  discount int,
  final bigint,
  fee bigint,
  points int,
  points_after int,
  arrived_late boolean,
  offline_since timestamptz,
  retry_of uuid,
  void_charge_id uuid,
  answer jsonb
);

-- A risk rule that a charge met.
create type app.risk_hit as (rule_id uuid, entry_id uuid, terminal_id uuid, card_id uuid, action text);

reset role;

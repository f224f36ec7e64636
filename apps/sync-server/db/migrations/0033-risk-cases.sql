set role mps_owner;

-- One outcome on its way through the rules that are judged after settlement; amounts in minor units.
create type app.risk_case as (
  terminal_id uuid,
  entry_id uuid,
  epoch int,
  seq bigint,
  outcome_no bigint,
  merchant_id uuid,
  time_zone text,
  card_id uuid,
  card_type app.card_type,
  transaction_id uuid,
  scanned_at timestamptz,
  recorded_at timestamptz,
  raw_amount bigint,
  settled boolean,
  is_offline boolean,
  offline_since timestamptz
);

reset role;

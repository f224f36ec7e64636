-- A set joins the entries of many requests: each says for the audit trail which one brought it.
alter type app.entry_decision drop attribute void_charge_id, add attribute request_id text;

drop function if exists app.merchant_charge_by_qr(uuid[], uuid[], int[], bigint[], text[], bytea, bytea, bytea, bytea, int[], timestamptz[],
  int[], uuid[], uuid[], int[], bytea, timestamptz[], bigint[], text[], app.payment_method[], int[], bigint[], uuid[], text[], uuid[],
  uuid[], int[], bigint[], boolean);
drop function if exists app.settle_money_entry(bytea, bytea, bytea, bytea, text, int, bigint, boolean);

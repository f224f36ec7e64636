-- A set looks for stored neighbours by the highest number that is stored of each chain, and no longer for all of its entries once one is stored.
drop function if exists app.read_charge_set(uuid[], uuid[], int[], bigint[], text[], bytea, bytea, timestamptz[], int[], uuid[], int[], bytea, timestamptz[],
  bigint[], text[], app.payment_method[], int[], bigint[], uuid[], text[], uuid[], uuid[], uuid[], timestamptz[], int[], uuid[], bigint[],
  timestamptz, text, text, bigint, boolean, boolean, boolean);

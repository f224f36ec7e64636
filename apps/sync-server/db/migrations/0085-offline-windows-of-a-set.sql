-- What a set meets in its offline windows is read once for all of its entries (app.read_offline_windows), and no longer known for each.
alter type app.charge_case drop attribute window_count, drop attribute window_sum, drop attribute window_card_sum;
drop function if exists app.read_charge_set(uuid[], uuid[], int[], bigint[], text[], bytea, bytea, timestamptz[], int[], uuid[], int[], bytea, timestamptz[],
  bigint[], text[], app.payment_method[], int[], bigint[], uuid[], text[], uuid[], uuid[], uuid[], timestamptz[], int[], uuid[], timestamptz, bigint[],
  timestamptz, text, text, bigint, boolean, boolean);

-- The start of the UTC day in which a transaction with this number was made; null for a text that begins with no day.
create or replace function app.day_of_tx_no(tx_no text) returns timestamptz
language sql immutable parallel safe
set search_path = pg_catalog
as $$
  select case
    when day_of_tx_no.tx_no ~ '^20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])'
      -- The day is added, so that a 31st of a short month is a day nobody asked for and no error.
      then (make_date(substr(day_of_tx_no.tx_no, 1, 4)::int, substr(day_of_tx_no.tx_no, 5, 2)::int, 1) + substr(day_of_tx_no.tx_no, 7, 2)::int - 1)::timestamp
        at time zone 'UTC'
  end
$$;

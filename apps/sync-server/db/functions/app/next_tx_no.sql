-- The next transaction number: the UTC day, nine digits of a sequence, two check digits (ISO 7064, MOD 97-10). Unique by construction.
create or replace function app.next_tx_no(at timestamptz) returns text
language sql volatile security definer
set search_path = pg_catalog
as $$
  select n.number::text || lpad((98 - (n.number % 97) * 100 % 97)::text, 2, '0')
  from (select to_char(next_tx_no.at at time zone 'UTC', 'YYYYMMDD')::bigint * 1000000000 + nextval('app.tx_no_seq') % 1000000000 as number) n
$$;

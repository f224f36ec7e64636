-- Numbers from 1 for the distinct pairs of an id and a text, in the order of the arrays: equal pairs have equal numbers. The texts may be null.
-- Internal to app.merchant_charge_by_qr, which keeps what a set has changed in arrays by these numbers.
create or replace function app.dense_numbers(ids uuid[], texts text[]) returns int[]
language sql immutable
return (
  select array_agg(n.number order by n.ord)
  from (select k.ord, dense_rank() over (order by k.id, k.text)::int as number
        from unnest(dense_numbers.ids, dense_numbers.texts) with ordinality as k (id, text, ord)) n
);

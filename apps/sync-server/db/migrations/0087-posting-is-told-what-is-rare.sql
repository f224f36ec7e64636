-- Whoever decides a set knows whether it holds anything that is posted rarely; app.post_entries is told so and no longer looks for it.
drop function if exists app.post_entries(app.entry_decision[], timestamptz, bytea, bytea, bytea, bytea, int[], uuid[], int[], bigint[]);

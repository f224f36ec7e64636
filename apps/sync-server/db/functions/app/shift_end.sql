-- Where a shift's run of the log ends: at its closing entry; an open one before the next shift of its terminal, if there is one already.
-- Internal: granted to nobody.
create or replace function app.shift_end(s app.shifts, out epoch int, out seq bigint)
language sql stable security definer
set search_path = pg_catalog
as $$
  select (s).closed_epoch, (s).closed_seq where (s).closed_seq is not null
  union all
  (select n.opened_epoch, n.opened_seq - 1 from app.shifts n
   where (s).closed_seq is null and n.terminal_id = (s).terminal_id and (n.opened_epoch, n.opened_seq) > ((s).opened_epoch, (s).opened_seq)
   order by n.opened_epoch, n.opened_seq limit 1)
$$;

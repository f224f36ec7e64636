-- How many numbers a terminal has used that the server does not hold, for a platform admin and for its own merchant's users; null for others.
create or replace function app.missing_count(terminal_id uuid) returns bigint
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce((select sum(m.seq_to - m.seq_from + 1) from app.missing_sequences(t.id) m), 0)::bigint
  from app.terminals t
  where t.id = missing_count.terminal_id and (sec.is_admin() or t.merchant_id = (select sec.merchant_id()))
$$;
grant execute on function app.missing_count(uuid) to mps_admin, mps_merchant;

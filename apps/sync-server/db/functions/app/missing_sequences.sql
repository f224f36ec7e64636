-- The numbers that a terminal has used and the server does not hold, as ranges: holes between entries, and those after the last one held up
-- to what the terminal said at its last contact. Counted from where its heartbeats found no hole. Null for all terminals.
create or replace function app.missing_sequences(terminal_id uuid default null) returns table (terminal uuid, epoch int, seq_from bigint, seq_to bigint)
language sql stable security definer
set search_path = pg_catalog
as $$
  select t.id, e.epoch, h.seq_from, h.seq_to
  from app.terminals t
  join app.terminal_epochs e on e.terminal_id = t.id
  cross join lateral (
    select n.before + 1 as seq_from, n.seq - 1 as seq_to
    from (
      select s.seq, lag(s.seq, 1, e.held_seq) over (order by s.seq) as before
      from (
        select x.seq from app.terminal_entries x where x.terminal_id = t.id and x.epoch = e.epoch and x.seq > e.held_seq
        union
        -- One past what it said it had made: a fence, behind which nothing is missed.
        select t.contact_seq + 1 where e.epoch = t.contact_epoch and t.contact_seq > e.held_seq
      ) s
    ) n
    where n.seq > n.before + 1
  ) h
  where missing_sequences.terminal_id is null or t.id = missing_sequences.terminal_id
$$;
grant execute on function app.missing_sequences(uuid) to mps_admin;

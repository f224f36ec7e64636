-- Numbers that terminals have used and the server does not hold, as ranges; see app.missing_sequences.
drop view if exists monitoring.terminal_gaps;
create view monitoring.terminal_gaps with (security_invoker = true) as
select t.id as terminal_id, t.merchant_id, m.epoch, m.seq_from, m.seq_to, m.seq_to - m.seq_from + 1 as missing,
  g.noticed_at, t.contact_at, clock_timestamp() - t.contact_at as contact_age
from app.missing_sequences() m
join app.terminals t on t.id = m.terminal
left join app.sequence_gaps g on g.terminal_id = m.terminal and g.epoch = m.epoch and g.seq_from = m.seq_from;
grant select on monitoring.terminal_gaps to mps_admin;

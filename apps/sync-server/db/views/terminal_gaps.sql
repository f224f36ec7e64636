-- Terminals that made entries which the server does not hold: by what they said at their last contact. last_seq counts what was made.
create or replace view monitoring.terminal_gaps with (security_invoker = true) as
select t.id as terminal_id, t.merchant_id, t.contact_epoch as epoch, t.contact_seq as last_seq, count(e.seq) as held,
  t.contact_seq - count(e.seq) as missing, t.contact_at, clock_timestamp() - t.contact_at as contact_age
from app.terminals t
left join app.terminal_entries e on e.terminal_id = t.id and e.epoch = t.contact_epoch and e.seq <= t.contact_seq
group by t.id
having t.contact_seq > count(e.seq);
grant select on monitoring.terminal_gaps to mps_admin;

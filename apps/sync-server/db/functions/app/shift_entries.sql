-- What the server holds of a run of a terminal's log, from one entry to another with both: the part of each entry that a shift's figures are
-- made of, in minor units. Open ends are null. Internal: granted to nobody.
create or replace function app.shift_entries(terminal_id uuid, from_epoch int, from_seq bigint, to_epoch int, to_seq bigint)
returns table (epoch int, seq bigint, kind text, state text, gross bigint, net bigint, method text)
language sql stable security definer
set search_path = pg_catalog
as $$
  select e.epoch, e.seq, e.kind,
    case
      when e.kind = 'void' then coalesce(g.answer->>'effect', e.state::text)
      -- A late decline, as app.post_late_entries has it.
      when e.kind = 'charge' and e.state = 'declined' and e.received_at > e.recorded_at + interval '2 minutes' and b.body->>'retryOf' is null
        then 'late_declined'
      else e.state::text
    end,
    coalesce((b.body->>'amount')::bigint, (b.body->>'float')::bigint, 0),
    case e.kind
      when 'charge' then coalesce((g.answer->>'final')::bigint, (b.body->'quoted'->>'final')::bigint)
      when 'void' then coalesce((g.answer->'refund'->>'amount')::bigint, 0)
      else coalesce((b.body->>'amount')::bigint, (b.body->>'float')::bigint, 0)
    end,
    -- A refund says the way its money went.
    coalesce(g.answer->'refund'->>'payOut', b.body->>'method', t.payment_method::text)
  from app.terminal_entries e
  cross join lateral (select convert_from(e.body, 'UTF8')::jsonb as body) b
  left join app.idempotency_registry g on g.key = e.entry_id and g.scope = e.terminal_id
  left join app.transactions t on t.id = g.transaction_id and t.created_at = g.transaction_at
  where e.terminal_id = shift_entries.terminal_id
    and (shift_entries.from_seq is null or (e.epoch, e.seq) >= (shift_entries.from_epoch, shift_entries.from_seq))
    and (shift_entries.to_seq is null or (e.epoch, e.seq) <= (shift_entries.to_epoch, shift_entries.to_seq))
$$;
